import type { ClusterRequest, SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { type Generation, indexesOf } from './generation.ts'
import { planPublication } from './plan-publication.ts'
import { refreshIndexes } from './refresh-indexes.ts'
import { swapAliases } from './swap-aliases.ts'
import { writeOut } from './write-out.ts'

export interface PublishOptions {
  readonly signal: AbortSignal
  /** Copies of each shard beside the first, made before readers see the generation: default 1. */
  readonly replicas?: number
  readonly now?: () => number
  /**
   * Runs the last refresh and the swap at a time when nothing writes. For whoever writes to the new generation and to
   * the live one until the end: what a write has made visible in the one must not vanish with the swap [I8].
   */
  readonly exclusively?: (swap: () => Promise<void>) => Promise<void>
}

/** How long publishing waits for replicas that are on their way. */
const REPLICAS_TIMEOUT_SECONDS = 30

/**
 * Swaps a filled generation in, all its aliases in one step: a reader sees the whole old one or the whole new one. The
 * one before is kept, out of readers' sight.
 *
 * @throws {FencedError} If another writer has taken over; nothing was published.
 * @throws {IndexVanishedError} If an index of the generation is gone; nothing was published.
 * @throws {PublicationContendedError} If the aliases changed under each of 5 attempts.
 * @see SPEC.md, state PUBLISHING
 */
export async function publishGeneration(
  cluster: SearchCluster,
  generation: Generation,
  { signal, replicas = 1, now = Date.now, exclusively = (swap) => swap() }: PublishOptions,
): Promise<void> {
  const { family, token, indexes } = generation
  const readable = indexesOf(generation)
  await makeReadable(cluster, readable, { replicas, signal })
  await exclusively(async () => {
    const late = indexesOf(generation).filter((index) => !readable.includes(index))
    if (late.length > 0) await makeReadable(cluster, late, { replicas, signal })
    await refreshIndexes(cluster, indexesOf(generation), { signal })
    await swapAliases(cluster, { family, aliases: Object.keys(indexes), signal }, (table) =>
      Object.entries(indexes).flatMap(([alias, next]) => planPublication(table, { alias, next, token, now: now() })),
    )
  })
}

/**
 * Everything written becomes safe on disk, copied and searchable, and what is written later becomes so by itself. A
 * replica for which there is no node is not waited for.
 */
async function makeReadable(
  cluster: SearchCluster,
  indexes: readonly string[],
  { replicas, signal }: { replicas: number; signal: AbortSignal },
): Promise<void> {
  const names = indexes.map(encodeURIComponent).join(',')
  const settings = { refresh_interval: null, number_of_replicas: replicas, 'translog.durability': 'request' }
  const request: ClusterRequest = { method: 'PUT', path: `/${names}/_settings`, body: { index: settings } }
  const response = await cluster(request, { signal })
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  // most of the work, so that the refresh before the swap is short
  await writeOut(cluster, indexes, { signal })
  if (replicas === 0) return
  const wait = `wait_for_no_initializing_shards=true&timeout=${REPLICAS_TIMEOUT_SECONDS}s`
  // 408 says that they are still on their way: readers wait no longer for them
  await cluster({ method: 'GET', path: `/_cluster/health/${names}?${wait}` }, { signal })
}
