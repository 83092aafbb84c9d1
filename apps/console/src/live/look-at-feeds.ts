import { describeError } from '@as/service'
import type { OutgoingClient } from '../outgoing/outgoing-client.ts'
import type { FeedEntry } from '../outgoing/wire.ts'
import type { Freshness } from './freshness.ts'
import { compareJudged, type Judgement, type JudgementLimits, judgeFeed } from './judge-feed.ts'
import type { FreshnessWatch } from './watch-freshness.ts'

/** One feed, as the overview shows it. */
export interface FeedLine {
  readonly feed: string
  readonly entry: FeedEntry
  readonly freshness: Freshness | undefined
  readonly judgement: Judgement
}

/** All feeds at one moment, worst first. */
export interface Snapshot {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly lines: readonly FeedLine[]
  /** Why there are no lines, for people: outgoing is not configured, or does not answer. */
  readonly trouble: string | undefined
  /** Why freshness is not measured, for people; `undefined` while it is. */
  readonly freshnessTrouble: string | undefined
}

export interface LookOptions {
  readonly outgoing: OutgoingClient | undefined
  readonly freshness: FreshnessWatch | undefined
  readonly limits?: JudgementLimits | undefined
  readonly now: () => number
}

/** Looks at all feeds once. Never throws: what is wrong is part of what there is to see. */
export async function lookAtFeeds({ outgoing, freshness, limits, now }: LookOptions): Promise<Snapshot> {
  const freshnessTrouble = freshness
    ? freshness.trouble
    : 'Freshness is not measured: give the console INCOMING_URL and a key that sees all.'
  if (!outgoing) {
    const trouble = 'There are no feeds to show: give the console OUTGOING_ADMIN_URL and OUTGOING_ADMIN_TOKEN.'
    return { at: now(), lines: [], trouble, freshnessTrouble }
  }
  try {
    const entries = await outgoing.feeds()
    const at = now()
    const lines = entries.map((entry) => {
      const measured = freshness?.of(entry.feed)
      const judgement = judgeFeed(entry, measured, { now: at, ...(limits && { limits }) })
      return { feed: entry.feed, entry, freshness: measured, judgement }
    })
    return { at, lines: lines.sort(compareJudged), trouble: undefined, freshnessTrouble }
  } catch (error) {
    const trouble = describeError(error)
    return { at: now(), lines: [], trouble, freshnessTrouble }
  }
}
