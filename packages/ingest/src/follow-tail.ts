import { type PageRequester, readFeed } from '@as/feed-client'
import { createBulkWriter, type Generation, refreshIndexes } from '@as/index-swapper'
import type { ChangedItems } from './changed-items.ts'
import { attemptChore, type FeedRun } from './feed-run.ts'
import { forgetObjects } from './forget-objects.ts'
import { observeWriting, reportPage } from './observe-writing.ts'
import { pageOperations } from './page-operations.ts'

/**
 * One round of the tail: reads on from the last page there was, and makes what is new searchable. It goes into the live
 * generation and into the one that is being filled, so that nothing visible steps back when the one replaces the other.
 */
export async function followTail(run: FeedRun, changed: ChangedItems): Promise<void> {
  const { feed, cluster, clock, signal, nextVersion, tail: from } = run
  if (from === undefined || run.live === undefined) return
  const startedAt = clock.now()
  const counts = { pages: 0, activities: 0, rejected: 0 }
  const writer = createBulkWriter(cluster, { signal, sleep: clock.sleep, ...observeWriting(run, 'updates', counts) })
  const requestPage: PageRequester = (url, options) => run.requesting(() => feed.requestPage(url, options), signal)
  const touched = new Set<Generation>()
  let last = from
  for await (const page of readFeed({
    seed: from.url,
    since: from.previous,
    format: feed.format,
    requestPage,
    recall: changed.recall,
    signal,
  })) {
    const { items, rejected } = changed.of(page)
    if (items.length > 0 || rejected.length > 0) {
      if (counts.pages === 0) run.onEvent({ type: 'started', feed: feed.id, ingest: 'updates' })
      const pushFrom = performance.now()
      await run.writing(async () => {
        const generations = [run.live, run.held, run.filling].filter((generation) => generation !== undefined)
        const { operations, deleted } = pageOperations(items, { url: page.url, generations, nextVersion })
        await writer.add(operations)
        await writer.flush()
        for (const generation of generations) {
          touched.add(generation)
          if (feed.forgetDeleted) await forgetObjects(cluster, generation, deleted, { signal })
        }
      }, signal)
      reportPage(run, 'updates', { ...page, items, rejected }, performance.now() - pushFrom, counts)
    }
    changed.remember(page)
    last = { url: page.url, previous: page.previous }
  }
  await refresh(run, [...touched])
  // a pass that was published meanwhile knows better
  if (run.tail === from && (last.url !== from.url || last.previous !== from.previous)) {
    run.tail = last
    await attemptChore(run, 'save the tail in Redis', () => run.state.saveTail(feed, last))
  }
  if (counts.pages === 0) return
  run.onEvent({ type: 'succeeded', feed: feed.id, ingest: 'updates', ...counts, ms: clock.now() - startedAt })
}

/** Also what was being filled when it was written to and has been published since: its own refresh may have come before. */
async function refresh(run: FeedRun, touched: readonly Generation[]): Promise<void> {
  const live = touched.filter((generation) => generation === run.live)
  if (live.length === 0) return
  const from = performance.now()
  const indexes = live.flatMap(({ indexes }) => Object.values(indexes))
  await refreshIndexes(run.cluster, indexes, { signal: run.signal })
  run.onEvent({ type: 'refreshed', feed: run.feed.id, ingest: 'updates', ms: performance.now() - from })
}
