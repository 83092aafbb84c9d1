import type { DeletionReceipt, IngestEvent } from '@as/ingest'
import { describeError } from '@as/service'

/** One pass of a feed that has ended. Times are ISO 8601. */
export interface PassRecord {
  readonly startedAt: string
  readonly endedAt: string
  readonly ms: number
  readonly outcome: 'published' | 'held' | 'failed' | 'cancelled'
  readonly pages: number
  /** Pages whose bytes were others than in the pass before; not there for the first pass. */
  readonly changedPages?: number | undefined
  readonly activities: number
  /** Records that could not be read and documents that could not be indexed. */
  readonly refused: number
  /** Activities that readers had not seen as they are: added and changed ones; not there where that is not known. */
  readonly fresh?: number | undefined
  /** Activities that readers see now and did not before, and the reverse; not there before they are compared. */
  readonly added?: number | undefined
  readonly removed?: number | undefined
  /** About how many activities readers see otherwise than before: the rest of `fresh`, once it is known what was added. */
  readonly changed?: number | undefined
  /** Why it was held, or failed. */
  readonly reason?: string | undefined
}

/** What a pass has done so far. */
interface Progress {
  readonly pages: number
  readonly activities: number
  readonly refused: number
}

const nothing: Progress = { pages: 0, activities: 0, refused: 0 }

/** Makes a record of each pass that ends, of what is told of it: `undefined` for any other event. */
export function createPassRecorder(now: () => number): (event: IngestEvent) => PassRecord | undefined {
  const running = new Map<string, Progress>()
  const add = (feed: string, more: Partial<Progress>) => {
    const { pages, activities, refused } = running.get(feed) ?? nothing
    running.set(feed, {
      pages: pages + (more.pages ?? 0),
      activities: activities + (more.activities ?? 0),
      refused: refused + (more.refused ?? 0),
    })
  }
  return (event) => {
    if (!('ingest' in event) || event.ingest !== 'full') return undefined
    switch (event.type) {
      case 'started':
        running.set(event.feed, nothing)
        return undefined
      case 'page':
        add(event.feed, { pages: 1, activities: event.activities })
        return undefined
      case 'record-rejected':
      case 'document-rejected':
        add(event.feed, { refused: 1 })
        return undefined
      case 'succeeded':
      case 'held':
      case 'failed':
      case 'cancelled': {
        const progress = running.get(event.feed) ?? nothing
        running.delete(event.feed)
        const endedAt = now()
        const startedAt = 'startedAt' in event ? event.startedAt : endedAt - event.ms
        return {
          startedAt: new Date(startedAt).toISOString(),
          endedAt: new Date(endedAt).toISOString(),
          ms: event.ms,
          outcome: event.type === 'succeeded' ? 'published' : event.type,
          ...progress,
          ...('changedPages' in event && event.changedPages !== undefined && { changedPages: event.changedPages }),
          ...('fresh' in event && event.fresh !== undefined && { fresh: event.fresh }),
          ...(event.type === 'held' && { reason: event.note.reason }),
          ...(event.type === 'failed' && { reason: describeError(event.error) }),
        }
      }
      default:
        return undefined
    }
  }
}

/** The record with what its swap changed, if the receipt is of that swap. */
export function withReceipt(
  record: PassRecord,
  { at, activities: { added, removed }, complete }: DeletionReceipt,
): PassRecord | undefined {
  const { outcome, startedAt, endedAt, fresh } = record
  if (outcome !== 'published' || at < startedAt || at > endedAt) return undefined
  const changed = complete && fresh !== undefined ? { changed: Math.max(0, fresh - added) } : {}
  return { ...record, added, removed, ...changed }
}
