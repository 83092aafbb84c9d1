import type { ClusterRequest, SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'

/**
 * Makes what was written to some indexes searchable.
 *
 * @throws {ClusterRefusedError} Also where a shard failed: half of an index refreshed is an error.
 */
export async function refreshIndexes(
  cluster: SearchCluster,
  indexes: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const request: ClusterRequest = { method: 'POST', path: `/${indexes.map(encodeURIComponent).join(',')}/_refresh` }
  const response = await cluster(request, { signal })
  const failed = (response.body as { _shards?: { failed?: number } } | undefined)?._shards?.failed
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  if (failed !== 0) throw new ClusterRefusedError(request, { status: 200, body: { error: `${failed} shards failed` } })
}
