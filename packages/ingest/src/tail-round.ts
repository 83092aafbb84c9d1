import type { FeedPage } from '@as/feed-client'
import { type BulkWriter, createBulkWriter, indexesOf, refreshIndexes } from '@as/index-swapper'
import { checksumsOf } from './activity-checksum.ts'
import { hold } from './feed-lock.ts'
import type { FeedRun } from './feed-run.ts'
import { forgetObjects } from './forget-objects.ts'
import { notePages } from './note-pages.ts'
import { type IngestCounts, observeWriting, reportPage } from './observe-writing.ts'
import { pageOperations } from './page-operations.ts'

/** Pages of the tail that are made searchable together: a reader sees none of what a later one of them has changed. */
export interface TailRound extends Disposable {
  /** @param arrivedAt When the source's answer was there, by the clock of `performance.now()`. */
  write(page: FeedPage, arrivedAt: number): Promise<void>
  /** Whether what was written should wait no longer, though there is more to come. */
  readonly isDue: boolean
  /** Removes what is about deleted objects, and makes the rest searchable. Does nothing if nothing was written. */
  settle(): Promise<void>
}

/** The live index refreshes itself every second, so waiting for longer hides nothing. */
const MAX_ROUND_MS = 1_000
/** Deleted objects that a round remembers. */
const MAX_DELETED = 1_000

interface Round {
  readonly counts: IngestCounts
  readonly writer: BulkWriter
  readonly startedAt: number
  readonly arrivedAt: number
  /** Object id → the version of the activity that deleted it. */
  readonly deleted: Map<string, string>
  /** No generation is swapped meanwhile. */
  readonly held: Disposable
}

export function createTailRound(run: FeedRun): TailRound {
  const { feed, cluster, clock, signal, nextVersion, onEvent } = run
  const notes = notePages(run)
  let round: Round | undefined

  const begin = async (arrivedAt: number): Promise<Round> => {
    const held = await hold(run.rounds, signal)
    onEvent({ type: 'started', feed: feed.id, ingest: 'updates' })
    const counts = { pages: 0, activities: 0, rejected: 0 }
    const writer = createBulkWriter(cluster, { signal, sleep: clock.sleep, ...observeWriting(run, 'updates', counts) })
    return { counts, writer, startedAt: clock.now(), arrivedAt, deleted: new Map(), held }
  }

  return {
    get isDue() {
      if (!round) return false
      return clock.now() - round.startedAt >= MAX_ROUND_MS || round.deleted.size >= MAX_DELETED
    },
    async write(page, arrivedAt) {
      round ??= await begin(arrivedAt)
      const { counts, writer, deleted } = round
      const pushFrom = performance.now()
      await run.writing(async () => {
        const operations = operationsOf(page)
        if (operations.operations.length > 0) run.tailWrites += 1
        for (const [id, version] of operations.deleted) {
          deleted.set(id, version)
          if (run.filling && feed.forgetDeleted) run.deletedMeanwhile.set(id, version)
        }
        await writer.add(operations.operations)
        await writer.flush()
        notes.add(page.url, operations.operations)
        run.fresh.tailSaw(checksumsOf(page.items))
      }, signal)
      reportPage(run, 'updates', page, performance.now() - pushFrom, counts)
    },
    async settle() {
      if (!round) return
      const { counts, startedAt } = round
      await run.writing(async () => {
        if (!round) return
        await show(round)
        await forgetElsewhere(round)
        end()
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
    [Symbol.dispose]: end,
  }

  function end(): void {
    round?.held[Symbol.dispose]()
    round = undefined
  }

  function operationsOf(page: FeedPage) {
    const generations = [run.live, run.held, run.filling].filter((generation) => generation !== undefined)
    return pageOperations(page.items, { url: page.url, generations, nextVersion })
  }

  async function show({ deleted, arrivedAt }: Round): Promise<void> {
    const { live } = run
    if (!live) return
    const removed = feed.forgetDeleted ? await forgetObjects(cluster, live, deleted, { signal }) : 0
    const from = performance.now()
    await refreshIndexes(cluster, indexesOf(live), { signal })
    const now = performance.now()
    onEvent({ type: 'refreshed', feed: feed.id, ingest: 'updates', ms: now - from })
    // a page that is read again deletes what is gone already
    if (deleted.size === 0 || (feed.forgetDeleted && removed === 0)) return
    const documents = removed + deleted.size
    onEvent({ type: 'forgotten', feed: feed.id, way: 'delete', documents, ms: now - arrivedAt })
  }

  /** From what readers may see later. */
  async function forgetElsewhere({ deleted }: Round): Promise<void> {
    if (!feed.forgetDeleted) return
    const others = [run.held, run.filling].filter((generation) => generation !== undefined)
    await Promise.all(others.map((generation) => forgetObjects(cluster, generation, deleted, { signal })))
  }
}
