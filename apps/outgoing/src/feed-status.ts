import type { HeldNote, IngestEvent } from '@as/ingest'

/** What is known of one feed, for people to see. Times are ISO 8601, durations milliseconds. */
export interface FeedStatus {
  readonly feed: string
  /** The pass under way. */
  readonly running?: { readonly since: string; readonly pages: number; readonly activities: number } | undefined
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
  /** The last round of the tail that found something. */
  readonly tail?: { readonly at: string; readonly activities: number } | undefined
  /** The last failure since the last good pass. */
  readonly failure?: { readonly at: string; readonly ingest: string; readonly reason: string } | undefined
  /** Why the last generation is held. */
  readonly held?: HeldNote | undefined
  readonly searchable?: number
}

/** What an event changes in a feed's status. Pure. */
export function nextStatus(status: FeedStatus, event: IngestEvent, now: string): FeedStatus {
  switch (event.type) {
    case 'started':
      return event.ingest === 'full' ? { ...status, running: { since: now, pages: 0, activities: 0 } } : status
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
      return { ...status, published, running: undefined, failure: undefined, held: undefined }
    }
    case 'held':
      return { ...status, running: undefined, held: event.note }
    case 'failed': {
      const failure = { at: now, ingest: event.ingest, reason: reasonOf(event.error) }
      return { ...status, failure, ...(event.ingest === 'full' && { running: undefined }) }
    }
    case 'claim-failed':
    case 'taken-over':
      return { ...status, running: undefined, failure: { at: now, ingest: 'full', reason: reasonOf(event.error) } }
    case 'cancelled':
      return event.ingest === 'full' ? { ...status, running: undefined } : status
    case 'approved':
    case 'rejected':
      return { ...status, held: undefined }
    case 'measured': {
      const measured = event.measurement.feeds[status.feed]
      return measured ? { ...status, searchable: measured.searchable } : status
    }
    default:
      return status
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
