import { ClusterRefusedError, type ClusterRequest, type SearchCluster } from '@as/index-swapper'

/**
 * Sends a request whose answer has to be 200.
 *
 * @throws {ClusterRefusedError} For any other status.
 */
export async function askCluster<Body>(
  cluster: SearchCluster,
  request: ClusterRequest,
  { signal }: { signal: AbortSignal },
): Promise<Body> {
  const response = await cluster(request, { signal })
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  return response.body as Body
}
