import { describeError } from '@as/service'
import type { Freshness } from '../live/freshness.ts'
import { type JudgementLimits, judgeFeed } from '../live/judge-feed.ts'
import type { OutgoingClient } from '../outgoing/outgoing-client.ts'
import type { Asked, FeedView } from './feed-page.ts'

export interface ViewFeedOptions {
  readonly outgoing: OutgoingClient
  readonly freshnessOf: (feed: string) => Freshness | undefined
  readonly limits?: JudgementLimits | undefined
  readonly now: () => number
}

const PASSES = 20
const RECEIPTS = 10
const DEAD_LETTERS = 5

/**
 * Asks outgoing for all there is about one feed. A part that cannot be had says why in its place.
 *
 * @throws {OutgoingError} If the feed itself cannot be had.
 */
export async function viewFeed(
  feed: string,
  { outgoing, freshnessOf, limits, now }: ViewFeedOptions,
): Promise<FeedView> {
  const [entry, passes, deadLetters, generations, held, receipts] = await Promise.all([
    outgoing.feed(feed),
    asked(outgoing.passes(feed, PASSES)),
    asked(outgoing.deadLetters(feed, { limit: DEAD_LETTERS })),
    asked(outgoing.generations(feed)),
    asked(outgoing.held(feed)),
    asked(outgoing.receipts(feed, RECEIPTS)),
  ])
  const at = now()
  const freshness = freshnessOf(feed)
  const judgement = judgeFeed(entry, freshness, { now: at, ...(limits && { limits }) })
  return { line: { feed, entry, freshness, judgement }, at, passes, deadLetters, generations, held, receipts }
}

async function asked<Value>(answer: Promise<Value>): Promise<Asked<Value>> {
  try {
    return { value: await answer }
  } catch (error) {
    return { trouble: describeError(error) }
  }
}
