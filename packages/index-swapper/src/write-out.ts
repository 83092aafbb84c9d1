import type { SearchCluster } from './cluster.ts'
import { flushIndexes, refreshIndexes } from './refresh-indexes.ts'

/**
 * Has indexes write out what they hold in memory: all that was written to them before is then safe on disk, and
 * searchable. That may be a second's work. OpenSearch flushes and refreshes by different threads, of which a node with
 * few cores has one each: so some indexes are flushed first while others are refreshed first, and neither half waits for
 * the other. May be called while they are still written to, for there to be less to do at the end.
 *
 * @throws {ClusterRefusedError} Also where a shard failed.
 */
export async function writeOut(
  cluster: SearchCluster,
  indexes: readonly string[],
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const steps = [flushIndexes, refreshIndexes]
  await Promise.all(
    [steps, steps.toReversed()].map(async (ordered, half) => {
      const mine = indexes.filter((_, position) => position % 2 === half)
      for (const step of mine.length > 0 ? ordered : []) await step(cluster, mine, options)
    }),
  )
}
