import { ClusterRefusedError, type Generation, refreshIndexes, type SearchCluster } from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'

/** What readers would notice if one generation took another's place, in activities. */
export interface GenerationDifference {
  readonly live: number
  readonly next: number
  /** In `live` and not in `next`: exact up to some 40,000, beyond that within a few percent. */
  readonly removed: number
}

/**
 * Compares two generations by the ids of their activities, in OpenSearch.
 *
 * @returns `undefined` where one of them is gone: somebody deleted its index.
 */
export async function measureDifference(
  cluster: SearchCluster,
  live: Generation,
  next: Generation,
  { signal }: { signal: AbortSignal },
): Promise<GenerationDifference | undefined> {
  const [liveIndex, nextIndex] = [live.indexes.activities ?? '', next.indexes.activities ?? '']
  try {
    await refreshIndexes(cluster, [liveIndex, nextIndex], { signal })
  } catch (error) {
    if (error instanceof ClusterRefusedError && error.status === 404) return undefined
    throw error
  }
  const liveCount = await count(cluster, [liveIndex], signal)
  const nextCount = await count(cluster, [nextIndex], signal)
  const both = await countDistinct(cluster, [liveIndex, nextIndex], signal)
  // there are never fewer removed than the numbers alone say, nor more than there were
  const removed = Math.min(liveCount, Math.max(both - nextCount, liveCount - nextCount, 0))
  return { live: liveCount, next: nextCount, removed }
}

async function count(cluster: SearchCluster, indexes: readonly string[], signal: AbortSignal): Promise<number> {
  const request = { method: 'GET', path: `/${names(indexes)}/_count` } as const
  return (await askCluster<{ count: number }>(cluster, request, { signal })).count
}

async function countDistinct(cluster: SearchCluster, indexes: readonly string[], signal: AbortSignal): Promise<number> {
  const body = { size: 0, aggs: { ids: { cardinality: { field: 'id', precision_threshold: 40_000 } } } }
  const path = `/${names(indexes)}/_search?allow_partial_search_results=false`
  const { aggregations } = await askCluster<{ aggregations: { ids: { value: number } } }>(
    cluster,
    { method: 'POST', path, body },
    { signal },
  )
  return aggregations.ids.value
}

function names(indexes: readonly string[]): string {
  return indexes.map(encodeURIComponent).join(',')
}
