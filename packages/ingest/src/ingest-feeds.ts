import { setTimeout as sleepFor } from 'node:timers/promises'
import { deleteOtherFamilies, type SearchCluster } from '@as/index-swapper'
import { createBulkShare } from './bulk-share.ts'
import type { DeadLetters } from './dead-letter.ts'
import type { IngestEvent } from './events.ts'
import type { Clock, Feed } from './feed.ts'
import type { FeedControl } from './feed-control.ts'
import type { IngestContext } from './feed-run.ts'
import { type FeedState, memoryFeedState } from './feed-state.ts'
import { ingestFeed } from './ingest-feed.ts'
import { type Leases, noLeases } from './lease.ts'
import { aliases, type ExtraFields } from './mappings/blueprints.ts'
import { measureIndexes } from './measure-indexes.ts'
import type { PageOrigins } from './page-origins.ts'

export interface IngestOptions {
  readonly feeds: readonly Feed[]
  readonly cluster: SearchCluster
  readonly signal: AbortSignal
  readonly state?: FeedState
  /** Shares the feeds out among processes: default, this one is the only one. */
  readonly leases?: Leases
  readonly onEvent?: (event: IngestEvent) => void
  /** Told the control of a feed once this process holds it, and `undefined` once it does not. */
  readonly onControl?: (feedId: string, control: FeedControl | undefined) => void
  readonly clock?: Clock
  readonly extraFields?: ExtraFields
  /** Copies of each shard beside the first: default 1. */
  readonly replicas?: number
  /** How many generations beside the live one stay for a rollback: default 1. */
  readonly keepGenerations?: number
  /** How long a generation outlives its successor's publication: default 60,000. */
  readonly retireAfterMs?: number
  /** Where documents that the index refuses are kept: default, nowhere; they are told by `onEvent` all the same. */
  readonly deadLetters?: DeadLetters
  /** How many dead letters of one feed are kept from one pass to the next; more are counted: default 10,000. */
  readonly maxDeadLetters?: number
  /** Where it is noted which page each document came from, to be asked by its `_version`: default, nowhere. */
  readonly pageOrigins?: PageOrigins
  /** How often what readers can see is counted: default 2,000. */
  readonly measureIntervalMs?: number
}

/**
 * Keeps OpenSearch equal to every feed, for ever: whole passes into new generations that are swapped in, and a tail
 * that makes what is new searchable at once. The feeds do not wait for each other. Indexes of feeds that are no longer
 * among `feeds` are deleted first.
 *
 * @returns When the signal is aborted and everything has ended.
 */
export async function ingestFeeds(options: IngestOptions): Promise<void> {
  const { feeds, cluster, signal, onEvent = () => undefined, measureIntervalMs = 2_000 } = options
  const context: IngestContext = {
    cluster,
    onEvent,
    onControl: options.onControl ?? (() => undefined),
    state: options.state ?? memoryFeedState(),
    leases: options.leases ?? noLeases,
    bulkShare: createBulkShare(),
    clock: options.clock ?? systemClock,
    extraFields: options.extraFields ?? {},
    replicas: options.replicas ?? 1,
    keepGenerations: options.keepGenerations ?? 1,
    retireAfterMs: options.retireAfterMs ?? 60_000,
    deadLetters: options.deadLetters,
    maxDeadLetters: options.maxDeadLetters,
    pageOrigins: options.pageOrigins,
  }
  const keep = feeds.map(({ id }) => id)
  await Promise.all([
    persist(context, {
      chore: 'save in Redis which feeds there are',
      signal,
      attempt: () => context.state.saveFeeds(keep),
    }),
    persist(context, {
      chore: 'delete the indexes of feeds that are no longer configured',
      signal,
      async attempt() {
        const deleted = await deleteOtherFamilies(cluster, { aliases, keep, signal })
        if (deleted.length > 0) onEvent({ type: 'unconfigured-deleted', feeds: deleted })
      },
    }),
    persist(context, {
      chore: 'delete the dead letters of feeds that are no longer configured',
      signal,
      async attempt() {
        await context.deadLetters?.keepOnly(keep, { signal })
      },
    }),
    ...feeds.map((feed) => ingestFeed(feed, context, signal)),
    measure(feeds, context, measureIntervalMs, signal),
  ])
}

const systemClock: Clock = {
  now: Date.now,
  async sleep(ms, signal) {
    await sleepFor(ms, undefined, { signal })
  },
}

/** Repeats what is to be done once, with growing waits, until it is done. */
async function persist(
  { clock, onEvent }: IngestContext,
  { chore, signal, attempt }: { chore: string; signal: AbortSignal; attempt: () => Promise<void> },
): Promise<void> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (signal.aborted) return
      onEvent({ type: 'chore-failed', feed: undefined, chore, error })
      await clock.sleep(Math.min(60_000, 1_000 * 2 ** tries), signal).catch(() => undefined)
    }
  }
}

async function measure(
  feeds: readonly Feed[],
  { cluster, clock, onEvent }: IngestContext,
  intervalMs: number,
  signal: AbortSignal,
): Promise<void> {
  const ids = feeds.map(({ id }) => id)
  for (let failing = false; !signal.aborted; ) {
    try {
      onEvent({ type: 'measured', measurement: await measureIndexes(cluster, ids, { now: clock.now, signal }) })
      failing = false
    } catch (error) {
      // the feeds' own lines say that the cluster is down: one of these is enough
      if (!failing && !signal.aborted)
        onEvent({ type: 'chore-failed', feed: undefined, chore: 'count documents', error })
      failing = true
    }
    await clock.sleep(intervalMs, signal).catch(() => undefined)
  }
}
