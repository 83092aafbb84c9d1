import { type FeedPage, followFeed, type PageRequester } from '@as/feed-client'
import { createBulkWriter, type Generation, refreshIndexes } from '@as/index-swapper'
import { attemptChore, type FeedRun } from './feed-run.ts'
import type { TailPlace } from './feed-state.ts'
import { forgetObjects } from './forget-objects.ts'
import { observeWriting, reportPage } from './observe-writing.ts'
import { pageOperations } from './page-operations.ts'

/**
 * The tail: reads on from the last page there was, for ever, and makes what is new searchable at once. It goes into the
 * live generation, into one that is held and into the one that is being filled, so that nothing visible steps back when
 * one replaces another.
 *
 * @returns At once where there is nothing to go on from yet, and where a pass has overtaken a tail that was catching up.
 */
export async function followTail(run: FeedRun): Promise<void> {
  const { feed, gate, signal, tail } = run
  if (!tail || !run.live) return
  let place = tail
  // a source that holds a request answers a pass meanwhile: it has said so
  const requestPage: PageRequester = async (url, options) => {
    await gate.pass(signal)
    if (options.held) return await feed.requestPage(url, options)
    return await run.requesting(() => feed.requestPage(url, options), signal)
  }
  const { format, tailIntervalMs } = feed
  for await (const page of followFeed({
    seed: tail.url,
    since: tail.previous,
    format,
    requestPage,
    signal,
    sleep: gate.sleep,
    minPollMs: tailIntervalMs,
    maxPollMs: tailIntervalMs,
  })) {
    await indexPage(run, page)
    // what is left to catch up with is in the generation that was published meanwhile
    const isOvertaken = run.tail !== place && page.next !== undefined && page.next !== run.tail?.url
    if (isOvertaken) return
    place = { url: page.url, previous: page.previous }
    await moveTo(run, place)
  }
}

async function indexPage(run: FeedRun, page: FeedPage): Promise<void> {
  const { feed, cluster, clock, signal, nextVersion } = run
  const startedAt = clock.now()
  run.onEvent({ type: 'started', feed: feed.id, ingest: 'updates' })
  const counts = { pages: 0, activities: 0, rejected: 0 }
  const writer = createBulkWriter(cluster, { signal, sleep: clock.sleep, ...observeWriting(run, 'updates', counts) })
  const pushFrom = performance.now()
  const touched = await run.writing(async () => {
    const generations = [run.live, run.held, run.filling].filter((generation) => generation !== undefined)
    const { operations, deleted } = pageOperations(page.items, { url: page.url, generations, nextVersion })
    await writer.add(operations)
    await writer.flush()
    if (feed.forgetDeleted) {
      for (const generation of generations) await forgetObjects(cluster, generation, deleted, { signal })
    }
    return generations
  }, signal)
  reportPage(run, 'updates', page, performance.now() - pushFrom, counts)
  await refresh(run, touched)
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

async function moveTo(run: FeedRun, place: TailPlace): Promise<void> {
  const { url, previous } = run.tail ?? {}
  run.tail = place
  if (url === place.url && previous === place.previous) return
  await attemptChore(run, 'save the tail in Redis', () => run.state.saveTail(run.feed, place))
}
