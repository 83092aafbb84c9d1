import type { FeedPage } from '@as/feed-client'
import { type BulkLimit, createBulkLimit, createBulkWriter, indexesOf, refreshIndexes } from '@as/index-swapper'
import { checksumsOf } from './activity-checksum.ts'
import { hold } from './feed-lock.ts'
import type { FeedRun } from './feed-run.ts'
import { forgetObjects } from './forget-objects.ts'
import { notePages } from './note-pages.ts'
import { type IngestCounts, observeWriting, reportPage } from './observe-writing.ts'
import { pageOperations } from './page-operations.ts'

/**
 * Pages of the tail that are made searchable together: a reader sees none of what a later one of them has changed. Only
 * the first one after the end of the feed is searchable at once: readers can have seen nothing newer than what is news,
 * unless a pass has read on meanwhile.
 */
export interface TailRound extends Disposable {
  /** @param arrivedAt When the source's answer was there, by the clock of `performance.now()`. */
  write(page: FeedPage, arrivedAt: number): Promise<void>
  /** Whether what was written should wait no longer, though there is more to come. */
  readonly isDue: boolean
  /**
   * Removes what is about deleted objects, and makes the rest searchable. Does nothing if nothing was written.
   *
   * @param isEnd Whether there is no more to come.
   */
  settle(isEnd: boolean): Promise<void>
}

/** The live index refreshes itself every second, so waiting for longer hides nothing. */
const MAX_ROUND_MS = 1_000
/** Deleted objects that a round remembers. */
const MAX_DELETED = 1_000

interface Round {
  readonly counts: IngestCounts
  readonly limit: BulkLimit
  readonly startedAt: number
  readonly arrivedAt: number
  /** Object id → the version of the activity that deleted it. */
  readonly deleted: Map<string, string>
  /** No generation is swapped meanwhile. */
  readonly held: Disposable
  /** All that was written is searchable. */
  isShown: boolean
}

export function createTailRound(run: FeedRun): TailRound {
  const { feed, cluster, clock, signal, nextVersion, onEvent } = run
  const notes = notePages(run)
  let round: Round | undefined
  /** What the last pass was when the tail was at the feed's end; absent before it is. */
  let end: { readonly lastPass: FeedRun['lastPass'] } | undefined

  const begin = async (arrivedAt: number): Promise<Round> => {
    const held = await hold(run.rounds, signal)
    onEvent({ type: 'started', feed: feed.id, ingest: 'updates' })
    const counts = { pages: 0, activities: 0, rejected: 0 }
    const limit = createBulkLimit()
    return { counts, limit, startedAt: clock.now(), arrivedAt, deleted: new Map(), held, isShown: true }
  }

  return {
    get isDue() {
      if (!round) return false
      return clock.now() - round.startedAt >= MAX_ROUND_MS || round.deleted.size >= MAX_DELETED
    },
    async write(page, arrivedAt) {
      const isFirst = !round
      round ??= await begin(arrivedAt)
      const current = round
      const isNews = isFirst && end !== undefined && end.lastPass === run.lastPass
      const pushFrom = performance.now()
      await run.writing(() => index(page, current, isNews && isAllForReaders(run)), signal)
      reportPage(run, 'updates', page, performance.now() - pushFrom, current.counts)
    },
    async settle(isEnd) {
      if (!round) return
      const { counts, startedAt } = round
      await run.writing(async () => {
        if (!round) return
        await show(round)
        await forgetElsewhere(round)
        end = isEnd ? { lastPass: run.lastPass } : undefined
        leave()
      }, signal)
      onEvent({
        type: 'succeeded',
        feed: feed.id,
        ingest: 'updates',
        ...counts,
        ms: clock.now() - startedAt,
        startedAt,
      })
      await run.letters.keepAll()
    },
    [Symbol.dispose]: leave,
  }

  function leave(): void {
    round?.held[Symbol.dispose]()
    round = undefined
  }

  /** @param refresh Whether the requests that write also make searchable: half the time of a refresh after them. */
  async function index({ url, items }: FeedPage, current: Round, refresh: boolean): Promise<void> {
    const generations = [run.live, run.held, run.filling].filter((generation) => generation !== undefined)
    const { operations, deleted } = pageOperations(items, { url, generations, nextVersion })
    for (const [id, version] of deleted) {
      current.deleted.set(id, version)
      if (run.filling && feed.forgetDeleted) run.deletedMeanwhile.set(id, version)
    }
    if (operations.length === 0) return
    run.tailWrites += 1
    let isShown = refresh
    const writer = createBulkWriter(cluster, {
      signal,
      limit: current.limit,
      refresh,
      sleep: clock.sleep,
      ...observeWriting(run, 'updates', current.counts),
      onLenient() {
        isShown = false
      },
    })
    const from = performance.now()
    await writer.add(operations)
    const { superseded } = await writer.flush()
    current.isShown &&= isShown && superseded === 0
    if (refresh) tellRefreshed(from)
    notes.add(url, operations)
    run.fresh.tailSaw(checksumsOf(items))
  }

  async function show({ deleted, arrivedAt, isShown }: Round): Promise<void> {
    const { live } = run
    if (!live || (isShown && deleted.size === 0)) return
    const removed = feed.forgetDeleted ? await forgetObjects(cluster, live, deleted, { signal }) : 0
    const from = performance.now()
    await refreshIndexes(cluster, indexesOf(live), { signal })
    tellRefreshed(from)
    // a page that is read again deletes what is gone already
    if (deleted.size === 0 || (feed.forgetDeleted && removed === 0)) return
    const documents = removed + deleted.size
    onEvent({ type: 'forgotten', feed: feed.id, way: 'delete', documents, ms: performance.now() - arrivedAt })
  }

  function tellRefreshed(from: number): void {
    onEvent({ type: 'refreshed', feed: feed.id, ingest: 'updates', ms: performance.now() - from })
  }

  /** From what readers may see later. */
  async function forgetElsewhere({ deleted }: Round): Promise<void> {
    if (!feed.forgetDeleted) return
    const others = [run.held, run.filling].filter((generation) => generation !== undefined)
    await Promise.all(others.map((generation) => forgetObjects(cluster, generation, deleted, { signal })))
  }
}

/** Whether readers see what is written, in one index for each alias: no more than that is to be refreshed. */
function isAllForReaders({ live, held, filling }: FeedRun): boolean {
  return !held && !filling && Object.values(live?.lenient ?? {}).every(({ exists }) => !exists)
}
