import { followFeed, type PageRequester } from '@as/feed-client'
import { attemptChore, type FeedRun } from './feed-run.ts'
import type { TailPlace } from './feed-state.ts'
import { createTailRound } from './tail-round.ts'

/**
 * The tail: reads on from the last page there was, for ever, and makes what is new searchable at once. It goes into the
 * live generation, into one that is held and into the one that is being filled, so that nothing visible steps back when
 * one replaces another. Where there is nothing to go on from yet, it waits for a pass.
 *
 * A tail that is catching up goes on to the end, also when a pass has overtaken it: it may have written an object's
 * earlier state after the pass had written a later one, and comes to that later one itself.
 */
export async function followTail(run: FeedRun): Promise<void> {
  const { feed, gate, signal } = run
  const tail = await startOf(run)
  let arrivedAt = performance.now()
  // a source that holds a request answers a pass meanwhile: it has said so
  const requestPage: PageRequester = async (url, options) => {
    await gate.pass(signal)
    const request = () => feed.requestPage(url, options)
    const response = await (options.held ? request() : run.requesting(request, signal))
    arrivedAt = performance.now()
    return response
  }
  const { format, tailIntervalMs } = feed
  using round = createTailRound(run)
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
    await round.write(page, arrivedAt)
    // where a round is cut short, all of it is read again
    if (page.next !== undefined && !round.isDue) continue
    await round.settle(page.next === undefined)
    moveTo(run, { url: page.url, previous: page.previous })
  }
}

async function startOf(run: FeedRun): Promise<TailPlace> {
  for (;;) {
    if (run.tail && run.live) return run.tail
    await run.advanced.wait(run.signal)
  }
}

/** Nothing waits for the place to be remembered: the next one is as good. */
function moveTo(run: FeedRun, place: TailPlace): void {
  const { url, previous } = run.tail ?? {}
  run.tail = place
  if (url === place.url && previous === place.previous) return
  run.savingTail ??= (async () => {
    for (let saved: TailPlace | undefined; run.tail !== saved && !run.signal.aborted; ) {
      const next = run.tail
      saved = next
      if (next) await attemptChore(run, 'save the tail in Redis', () => run.state.saveTail(run.feed, next))
    }
    run.savingTail = undefined
  })()
}
