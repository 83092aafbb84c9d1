import type { ClusterRequest, SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'

interface ShardsOptions {
  readonly signal: AbortSignal
}

/**
 * Makes what was written to some indexes searchable.
 *
 * @throws {ClusterRefusedError} Also where a shard failed: half of an index refreshed is an error.
 */
export async function refreshIndexes(
  cluster: SearchCluster,
  indexes: readonly string[],
  { signal }: ShardsOptions,
): Promise<void> {
  await askAllShards(cluster, indexes, '_refresh', signal)
}

/** Makes what was written to some indexes safe on disk. @throws {ClusterRefusedError} Also where a shard failed. */
export async function flushIndexes(
  cluster: SearchCluster,
  indexes: readonly string[],
  { signal }: ShardsOptions,
): Promise<void> {
  await askAllShards(cluster, indexes, '_flush', signal)
}

async function askAllShards(
  cluster: SearchCluster,
  indexes: readonly string[],
  action: '_refresh' | '_flush',
  signal: AbortSignal,
): Promise<void> {
  const request: ClusterRequest = { method: 'POST', path: `/${indexes.map(encodeURIComponent).join(',')}/${action}` }
  const response = await cluster(request, { signal })
  const failed = (response.body as { _shards?: { failed?: number } } | undefined)?._shards?.failed
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  if (failed !== 0) throw new ClusterRefusedError(request, { status: 200, body: { error: `${failed} shards failed` } })
}
