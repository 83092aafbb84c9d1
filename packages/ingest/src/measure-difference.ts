import { ClusterRefusedError, type Generation, indexesOf, refreshIndexes, type SearchCluster } from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'
import { compareIds } from './compare-ids.ts'
import { countIds, readIds } from './read-ids.ts'

/** What readers would notice if one generation took another's place, in activities. */
export interface GenerationDifference {
  readonly live: number
  readonly next: number
  /** In `live` and not in `next`: an estimate, see {@link countRemoved}. */
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
  const [liveIndexes, nextIndexes] = [indexesOf(live, 'activities'), indexesOf(next, 'activities')]
  const both = [...liveIndexes, ...nextIndexes]
  try {
    await refreshIndexes(cluster, both, { signal })
  } catch (error) {
    if (error instanceof ClusterRefusedError && error.status === 404) return undefined
    throw error
  }
  const [liveCount, nextCount, bothCount] = await Promise.all([
    countIds(cluster, { indexes: liveIndexes }, signal),
    countIds(cluster, { indexes: nextIndexes }, signal),
    countDistinct(cluster, both, signal),
  ])
  // there are never fewer removed than the numbers alone say, nor more than there were
  const removed = Math.min(liveCount, Math.max(bothCount - nextCount, liveCount - nextCount, 0))
  return { live: liveCount, next: nextCount, removed }
}

/** Counts exactly what {@link measureDifference} estimates, by reading all ids. Both have to be refreshed. */
export async function countRemoved(
  cluster: SearchCluster,
  live: Generation,
  next: Generation,
  { signal }: { signal: AbortSignal },
): Promise<number> {
  const [before, after] = [live, next].map((each) =>
    readIds(cluster, { indexes: indexesOf(each, 'activities') }, { signal }),
  ) as [ReturnType<typeof readIds>, ReturnType<typeof readIds>]
  let removed = 0
  for await (const { change } of compareIds(before, after)) if (change === 'removed') removed += 1
  return removed
}

/** Exact up to some 40,000, beyond that within a percent or so. */
async function countDistinct(cluster: SearchCluster, indexes: readonly string[], signal: AbortSignal): Promise<number> {
  const body = { size: 0, aggs: { ids: { cardinality: { field: 'id', precision_threshold: 40_000 } } } }
  const path = `/${indexes.map(encodeURIComponent).join(',')}/_search?allow_partial_search_results=false`
  const { aggregations } = await askCluster<{ aggregations: { ids: { value: number } } }>(
    cluster,
    { method: 'POST', path, body },
    { signal },
  )
  return aggregations.ids.value
}
