import { type PageRequester, readFeed } from '@as/feed-client'
import { createBulkWriter, discardGeneration, type Generation, openGeneration } from '@as/index-swapper'
import { checksumsOf } from './activity-checksum.ts'
import { concludePass } from './conclude-pass.ts'
import { concludeLetters, letterBoxOf } from './feed-letters.ts'
import { attemptChore, type FeedRun } from './feed-run.ts'
import type { TailPlace } from './feed-state.ts'
import { forgetObjects } from './forget-objects.ts'
import type { FreshInPass } from './fresh-activities.ts'
import { forgetPages, notePages } from './note-pages.ts'
import { type IngestCounts, observeWriting, reportPage } from './observe-writing.ts'
import { createPageDigests, type PageDigests } from './page-digests.ts'
import { pageOperations } from './page-operations.ts'
import { createSteadyWriteOut } from './steady-write-out.ts'
import { UncertainSwapError } from './uncertain-swap.ts'

/** Deleted objects that a pass remembers before it removes what is about them. */
const MAX_FORGOTTEN = 10_000

/** How long an ended pass may take to clean up after itself, also when the process is ending. */
const CLEAN_UP_MS = 2_000

/**
 * Reads a feed from its seed to its end into a new generation, and publishes that in place of the live one. Whatever
 * fails, nothing that readers see has changed, and the generation is deleted.
 */
export async function runPass(run: FeedRun): Promise<void> {
  const { feed, cluster, clock, token, signal, blueprints, tailWrites } = run
  const startedAt = clock.now()
  run.isPassWanted = false
  run.onEvent({ type: 'started', feed: feed.id, ingest: 'full' })
  const meta = { seed: feed.seed, format: feed.format.name }
  const generation = await openGeneration(cluster, { family: feed.id, token, blueprints, meta, signal, now: clock.now })
  run.passStartedAt = startedAt
  run.letters = letterBoxOf(run)
  run.deletedMeanwhile.clear()
  run.filling = generation
  void forgetPages(run)
  let isUncertain = false
  try {
    const counts = { pages: 0, activities: 0, rejected: 0 }
    const digests = createPageDigests(run.lastPass)
    const fresh = run.fresh.begin(run.live)
    const last = await fill(run, generation, { counts, digests, fresh })
    const isSame = digests.isSame && isAsLastPassLeftIt(run)
    const note = await concludePass(run, generation, { refused: counts.rejected, passStartedAt: startedAt, isSame })
    if (!note) fresh.published(generation)
    run.lastPass = { seen: digests.seen, isCut: digests.isCut, indexes: generation.indexes, tailWrites }
    run.tail = last
    run.advanced.tell()
    const told = {
      ...counts,
      ms: clock.now() - startedAt,
      startedAt,
      changedPages: digests.changed,
      fresh: fresh.count,
    }
    if (note) run.onEvent({ type: 'held', feed: feed.id, ingest: 'full', ...told, note })
    else run.onEvent({ type: 'succeeded', feed: feed.id, ingest: 'full', ...told })
    if (!note) {
      await attemptChore(run, 'save the pass in Redis', async () => {
        await run.state.markGreen(feed.id, feed.graceMs)
        await run.state.saveTail(feed, last)
      })
    }
    await concludeLetters(run, !note)
  } catch (error) {
    isUncertain = error instanceof UncertainSwapError
    throw error
  } finally {
    run.filling = undefined
    const stays = isUncertain || [run.live, run.held].some((kept) => kept?.indexes === generation.indexes)
    if (!stays) await discard(run, generation)
  }
}

/** Reads the feed page by page into a generation. Returns where the tail goes on. */
async function fill(
  run: FeedRun,
  generation: Generation,
  { counts, digests, fresh }: { counts: IngestCounts; digests: PageDigests; fresh: FreshInPass },
): Promise<TailPlace> {
  const { feed, cluster, clock, signal, nextVersion, deletedMeanwhile, letters } = run
  const { limit, batchBytes, join } = run.bulkShare
  using _counted = join()
  const observed = observeWriting(run, 'full', counts, (item) => checksumsOf([item]).forEach(fresh.refused))
  const writer = createBulkWriter(cluster, { signal, sleep: clock.sleep, limit, batchBytes, ...observed })
  const writingOut = createSteadyWriteOut(cluster, generation, { signal })
  const notes = notePages(run, generation)
  const forgotten = new Map<string, string>()
  const forget = async () => {
    await writer.flush()
    // what the tail has removed may have been on its way here
    for (const [id, version] of deletedMeanwhile) if (!forgotten.has(id)) forgotten.set(id, version)
    deletedMeanwhile.clear()
    if (feed.forgetDeleted) await forgetObjects(cluster, generation, forgotten, { signal })
    forgotten.clear()
  }
  const requestPage: PageRequester = (url, options) => run.requesting(() => feed.requestPage(url, options), signal)
  let last: TailPlace = { url: feed.seed }
  for await (const page of readFeed({ seed: feed.seed, format: feed.format, requestPage, signal })) {
    const pushFrom = performance.now()
    const { url } = page
    const { operations, deleted } = pageOperations(page.items, { url, generations: [generation], nextVersion })
    await writer.add(operations)
    writingOut.added(page.bodyBytes)
    notes.add(url, operations)
    const sums = checksumsOf(page.items)
    digests.see(url, sums)
    fresh.saw(sums)
    for (const [id, version] of deleted) forgotten.set(id, version)
    if (forgotten.size + deletedMeanwhile.size >= MAX_FORGOTTEN) await forget()
    reportPage(run, 'full', page, performance.now() - pushFrom, counts)
    await letters.keepSome()
    last = { url, previous: page.previous }
    if (page.next !== undefined && feed.pageIntervalMs > 0) await clock.sleep(feed.pageIntervalMs, signal)
  }
  notes.flush()
  // while the last of it is on its way, so that less is left to be done when nothing else is
  await Promise.all([forget(), writingOut.rest()])
  return last
}

/** Whether the live generation is what the last pass filled, to the document. */
function isAsLastPassLeftIt({ lastPass, live, tailWrites }: FeedRun): boolean {
  return lastPass !== undefined && lastPass.indexes === live?.indexes && lastPass.tailWrites === tailWrites
}

/** An unpublished generation's indexes; what cannot be deleted now is an orphan for the next claim. */
async function discard(run: FeedRun, generation: Generation): Promise<void> {
  await attemptChore(run, 'delete the indexes of the failed pass', async () => {
    const signal = AbortSignal.timeout(CLEAN_UP_MS)
    await run.writing(() => discardGeneration(run.cluster, generation, { signal }), signal)
  })
}
