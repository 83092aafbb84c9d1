import type { Generation, HeldGeneration, IndexBlueprint, SearchCluster } from '@as/index-swapper'
import type { Background } from './background.ts'
import type { BulkShare } from './bulk-share.ts'
import type { DeadLetters } from './dead-letter.ts'
import type { DeadLetterBox } from './dead-letter-box.ts'
import type { NextVersion } from './document-version.ts'
import type { IngestEvent, IngestType } from './events.ts'
import type { Clock, Feed } from './feed.ts'
import type { FeedControl } from './feed-control.ts'
import type { Lock } from './feed-lock.ts'
import type { FeedState, TailPlace } from './feed-state.ts'
import type { FreshActivities } from './fresh-activities.ts'
import type { Gate } from './gate.ts'
import type { Leases } from './lease.ts'
import type { ExtraFields } from './mappings/blueprints.ts'
import type { Notice } from './notice.ts'
import type { PageDigests } from './page-digests.ts'
import type { PageOrigins } from './page-origins.ts'

/** What every feed shares. */
export interface IngestContext {
  readonly cluster: SearchCluster
  readonly state: FeedState
  readonly leases: Leases
  readonly bulkShare: BulkShare
  readonly clock: Clock
  readonly onEvent: (event: IngestEvent) => void
  /** Told the control of a feed once this process holds it, and `undefined` once it does not. */
  readonly onControl: (feedId: string, control: FeedControl | undefined) => void
  readonly extraFields: ExtraFields
  readonly replicas: number
  /** How many generations beside the live one stay for a rollback. */
  readonly keepGenerations: number
  /** How long a generation outlives its successor's publication: longer than any search takes. */
  readonly retireAfterMs: number
  /** Where documents that the index refuses are kept; without it they are only told. */
  readonly deadLetters?: DeadLetters | undefined
  /** How many dead letters of one feed are kept from one pass to the next: default 10,000. */
  readonly maxDeadLetters?: number | undefined
  /** Where it is noted which page a document came from; without it nobody knows. */
  readonly pageOrigins?: PageOrigins | undefined
}

/** What is remembered of a pass: whether the next one reads the same, and so fills the same. */
interface PassTrace extends Pick<PageDigests, 'seen' | 'isCut'> {
  /** The generation it filled. */
  readonly indexes: Generation['indexes']
  /** {@link FeedRun.tailWrites} when it began. */
  readonly tailWrites: number
}

/** One feed in the hands of one holder: what its pass and its tail share. */
export interface FeedRun extends IngestContext {
  readonly feed: Feed
  readonly token: number
  readonly nextVersion: NextVersion
  /** What its indexes are made of. */
  readonly blueprints: Readonly<Record<string, IndexBlueprint>>
  /** One request to the source at a time. */
  readonly requesting: Lock
  /**
   * The tail writes, or generations are swapped or deleted, one at a time: a write into what is being deleted looks like
   * a fence, and one between the last refresh and the swap would be seen, and then not.
   */
  readonly writing: Lock
  /** The tail is in the middle of a round, or generations are swapped: a swap would show half of the round. */
  readonly rounds: Lock
  /** One generation at a time is published, held or discarded. */
  readonly concluding: Lock
  /** What nothing waits for: receipts of swaps, then the deletion of retired generations. */
  readonly background: Background
  readonly signal: AbortSignal
  /** Ends the holding of the feed, which is then claimed again. */
  readonly end: (error: unknown) => void
  /** Pauses and hurries the loops. */
  readonly gate: Gate
  /** An operator has asked for a pass since the last one began: what that has read already may have changed. */
  isPassWanted: boolean
  /** What readers see. */
  live: Generation | undefined
  /** What the guard held back, until somebody decides or enough passes agree; the tail writes to it as well. */
  held: HeldGeneration | undefined
  /** What the running pass fills, and the tail with it. */
  filling: Generation | undefined
  /** Where the tail goes on: the last page there was. */
  tail: TailPlace | undefined
  /** The place is being remembered. */
  savingTail: Promise<void> | undefined
  /** Told when there is something live, or a place for the tail to go on from. */
  readonly advanced: Notice
  /** Object id → version: what the tail has deleted since the running pass last removed what is about deleted objects. */
  readonly deletedMeanwhile: Map<string, string>
  /** How often the tail has written something. */
  tailWrites: number
  /** The last pass that was read to its end. */
  lastPass: PassTrace | undefined
  /** What readers have seen of the feed, to count what a pass adds and changes. */
  readonly fresh: FreshActivities
  /** When the last pass began, in milliseconds since 1970; before the first one, when the feed was claimed. */
  passStartedAt: number
  /** What could not be indexed since then. */
  letters: DeadLetterBox
}

/**
 * Does something that the feed's way does not depend on. A failure is told and forgotten: the next pass, or the next
 * claim, makes up for it.
 */
export async function attemptChore(
  run: Pick<FeedRun, 'signal' | 'feed' | 'onEvent'>,
  chore: string,
  attempt: () => Promise<void>,
): Promise<void> {
  try {
    await attempt()
  } catch (error) {
    if (!run.signal.aborted) run.onEvent({ type: 'chore-failed', feed: run.feed.id, chore, error })
  }
}

/**
 * Repeats one kind of ingest for ever, each time after the wait it asks for, and after a failure after the next of the
 * feed's retry intervals.
 *
 * @throws What `isFatal` says is not to be retried, and the signal's reason.
 */
export async function repeat(
  run: FeedRun,
  ingest: IngestType,
  {
    once,
    waitMs,
    isFatal,
  }: { once: () => Promise<void>; waitMs: (startedAt: number) => number; isFatal: (error: unknown) => boolean },
): Promise<never> {
  const { feed, clock, signal, gate, onEvent } = run
  for (let failures = 0; ; ) {
    await gate.pass(signal)
    const startedAt = clock.now()
    let nextInMs: number
    try {
      await once()
      failures = 0
      nextInMs = waitMs(startedAt)
    } catch (error) {
      const ms = clock.now() - startedAt
      if (signal.aborted) onEvent({ type: 'cancelled', feed: feed.id, ingest, ms })
      if (signal.aborted || isFatal(error)) throw error
      nextInMs = retryIntervalMs(feed, failures)
      failures += 1
      onEvent({ type: 'failed', feed: feed.id, ingest, error, ms, retryInMs: nextInMs })
    }
    await gate.sleep(nextInMs, signal)
  }
}

/** The wait after a number of failures in a row. */
export function retryIntervalMs({ retryIntervalsMs }: Feed, failures: number): number {
  return retryIntervalsMs[Math.min(failures, retryIntervalsMs.length - 1)] ?? 1_000
}
