import type { HeldNote, IngestEvent } from '@as/ingest'
import { describeError } from '@as/service'

/** What is known of one feed, for people to see. Times are ISO 8601, durations milliseconds. */
export interface FeedStatus {
  readonly feed: string
  /** The pass under way; the last one's activities are how many to expect. */
  readonly running?:
    | {
        readonly since: string
        readonly pages: number
        readonly activities: number
        readonly expectedActivities?: number | undefined
      }
    | undefined
  /** The last pass that was published. */
  readonly published?:
    | {
        readonly at: string
        readonly ms: number
        readonly pages: number
        readonly activities: number
        readonly rejected: number
      }
    | undefined
  /** How long the last pass took that was read to its end, and what it read. */
  readonly lastPassMs?: number | undefined
  readonly lastPassActivities?: number | undefined
  /** The last round of the tail that found something. */
  readonly tail?: { readonly at: string; readonly activities: number } | undefined
  /** The last failure since the last good pass. */
  readonly failure?: { readonly at: string; readonly ingest: string; readonly reason: string } | undefined
  /** Why the last generation is held. */
  readonly held?: HeldNote | undefined
  readonly searchable?: number | undefined
  readonly deadLetters: number
  /** How long it took, the last time, until something deleted was out of searches. */
  readonly forget?: { readonly ms: number; readonly at: string } | undefined
  /** Every 10 s, the oldest first: activities read, by passes and by the tail. At most {@link MAX_RATE_SAMPLES}. */
  readonly rate: readonly { readonly at: string; readonly activitiesPerSecond: number }[]
  /** What operators had done, the oldest first. At most {@link MAX_ACTIONS}. */
  readonly actions: readonly FeedAction[]
}

interface FeedAction {
  readonly at: string
  /** Who asked for it. */
  readonly person: string
  readonly action: string
}

export const MAX_RATE_SAMPLES = 60
export const MAX_ACTIONS = 20

export function newStatus(feed: string): FeedStatus {
  return { feed, deadLetters: 0, rate: [], actions: [] }
}

/** What an event changes in a feed's status. Pure. */
export function nextStatus(status: FeedStatus, event: IngestEvent, now: string): FeedStatus {
  switch (event.type) {
    case 'started': {
      if (event.ingest === 'updates') return status
      const running = { since: now, pages: 0, activities: 0, expectedActivities: status.lastPassActivities }
      return { ...status, running }
    }
    case 'page': {
      const { running } = status
      if (event.ingest !== 'full' || !running) return status
      const { pages, activities } = running
      return { ...status, running: { ...running, pages: pages + 1, activities: activities + event.activities } }
    }
    case 'succeeded': {
      const { pages, activities, rejected, ms } = event
      if (event.ingest === 'updates') return { ...status, tail: { at: now, activities } }
      const published = { at: now, ms, pages, activities, rejected }
      return { ...afterPass(status, event), published, failure: undefined, held: undefined }
    }
    case 'held':
      return { ...afterPass(status, event), held: event.note }
    case 'failed': {
      const failure = { at: now, ingest: event.ingest, reason: describeError(event.error) }
      return { ...status, failure, ...(event.ingest === 'full' && { running: undefined }) }
    }
    case 'claim-failed':
    case 'taken-over':
      return { ...status, running: undefined, failure: { at: now, ingest: 'full', reason: describeError(event.error) } }
    case 'cancelled':
      return event.ingest === 'full' ? { ...status, running: undefined } : status
    case 'approved':
    case 'rejected':
      return { ...status, held: undefined }
    case 'dead-letters':
      return { ...status, deadLetters: event.total }
    case 'forgotten':
      return { ...status, forget: { ms: event.ms, at: now } }
    case 'measured': {
      const measured = event.measurement.feeds[status.feed]
      return measured && measured.searchable !== status.searchable
        ? { ...status, searchable: measured.searchable }
        : status
    }
    default:
      return status
  }
}

/** What is known of a feed once another instance has read it on: what that one saved, and what came since. Pure. */
export function resumeStatus(saved: FeedStatus, since: FeedStatus): FeedStatus {
  const known = Object.fromEntries(Object.entries(since).filter(([, value]) => value !== undefined))
  return {
    ...saved,
    ...known,
    running: since.running && { ...since.running, expectedActivities: saved.lastPassActivities },
    deadLetters: since.published ? since.deadLetters : Math.max(since.deadLetters, saved.deadLetters),
    // a pass that was published meanwhile has ended what was wrong before
    ...(since.published && { failure: since.failure, held: since.held }),
    rate: [...saved.rate, ...since.rate].slice(-MAX_RATE_SAMPLES),
    actions: [...saved.actions, ...since.actions].slice(-MAX_ACTIONS),
  }
}

function afterPass(status: FeedStatus, { ms, activities }: { ms: number; activities: number }): FeedStatus {
  return { ...status, running: undefined, lastPassMs: ms, lastPassActivities: activities }
}
