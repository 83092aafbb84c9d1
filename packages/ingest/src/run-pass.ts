import { readFeed } from '@as/feed-client'
import { createBulkWriter, deleteIndexes, openGeneration, retireGenerations } from '@as/index-swapper'
import { concludePass } from './conclude-pass.ts'
import { attemptChore, type FeedRun } from './feed-run.ts'
import type { TailPlace } from './feed-state.ts'
import { forgetObjects } from './forget-objects.ts'
import { aliases, blueprintsOf } from './mappings/blueprints.ts'
import { observeWriting, reportPage } from './observe-writing.ts'
import { pageOperations } from './page-operations.ts'

/** Deleted objects that a pass remembers before it removes what is about them. */
const MAX_FORGOTTEN = 10_000

/** How long an ended pass may take to clean up after itself, also when the process is ending. */
const CLEAN_UP_MS = 2_000

/**
 * Reads a feed from its seed to its end into a new generation, and publishes that in place of the live one. Whatever
 * fails, nothing that readers see has changed, and the generation is deleted.
 */
export async function runPass(run: FeedRun): Promise<void> {
  const { feed, cluster, clock, token, signal, nextVersion } = run
  const startedAt = clock.now()
  run.onEvent({ type: 'started', feed: feed.id, ingest: 'full' })
  const blueprints = blueprintsOf({ feedId: feed.id, extraFields: run.extraFields })
  const meta = { seed: feed.seed, format: feed.format.name }
  const generation = await openGeneration(cluster, { family: feed.id, token, blueprints, meta, signal, now: clock.now })
  run.filling = generation
  try {
    const counts = { pages: 0, activities: 0, rejected: 0 }
    const writer = createBulkWriter(cluster, { signal, sleep: clock.sleep, ...observeWriting(run, 'full', counts) })
    const forgotten = new Map<string, string>()
    const forget = async () => {
      await writer.flush()
      if (feed.forgetDeleted) await forgetObjects(cluster, generation, forgotten, { signal })
      forgotten.clear()
    }
    let last: TailPlace = { url: feed.seed }
    const requestPage: typeof feed.requestPage = (url, options) =>
      run.requesting(() => feed.requestPage(url, options), signal)
    for await (const page of readFeed({ seed: feed.seed, format: feed.format, requestPage, signal })) {
      const pushFrom = performance.now()
      const { operations, deleted } = pageOperations(page.items, {
        url: page.url,
        generations: [generation],
        nextVersion,
      })
      await writer.add(operations)
      for (const [id, version] of deleted) forgotten.set(id, version)
      if (forgotten.size >= MAX_FORGOTTEN) await forget()
      reportPage(run, 'full', page, performance.now() - pushFrom, counts)
      last = { url: page.url, previous: page.previous }
      if (page.next !== undefined && feed.pageIntervalMs > 0) await clock.sleep(feed.pageIntervalMs, signal)
    }
    await forget()
    const note = await concludePass(run, generation, counts.rejected)
    run.tail = last
    const ms = clock.now() - startedAt
    if (note) {
      run.onEvent({ type: 'held', feed: feed.id, ingest: 'full', ...counts, ms, note })
      return
    }
    run.onEvent({ type: 'succeeded', feed: feed.id, ingest: 'full', ...counts, ms })
    await retire(run)
    await attemptChore(run, 'save the pass in Redis', async () => {
      await run.state.markGreen(feed.id, feed.graceMs)
      await run.state.saveTail(feed, last)
    })
  } finally {
    run.filling = undefined
    const stays = [run.live, run.held].some((kept) => kept?.indexes === generation.indexes)
    if (!stays) await discard(run, Object.values(generation.indexes))
  }
}

/** Deletes the generations that are kept no longer. */
async function retire(run: FeedRun): Promise<void> {
  const { feed, cluster, clock, retireAfterMs, keepGenerations: keep, signal } = run
  await attemptChore(run, 'delete retired indexes', async () => {
    const retention = { keep, retireAfterMs, now: clock.now() }
    const scope = { family: feed.id, aliases, signal }
    const retired = await run.writing(() => retireGenerations(cluster, scope, retention), signal)
    if (retired.length > 0) run.onEvent({ type: 'retired', feed: feed.id, indexes: retired.length })
  })
}

/** An unpublished generation's indexes; what cannot be deleted now is an orphan for the next claim. */
async function discard(run: FeedRun, indexes: readonly string[]): Promise<void> {
  await attemptChore(run, 'delete the indexes of the failed pass', async () => {
    const signal = AbortSignal.timeout(CLEAN_UP_MS)
    await run.writing(() => deleteIndexes(run.cluster, indexes, { signal }), signal)
  })
}
