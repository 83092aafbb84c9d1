import type { HeldNote } from './conclude-pass.ts'
import type { DeletionReceipt } from './deletion-receipt.ts'

/** Which of the two ways of reading a feed an event is about, in the words of the metrics' labels. */
export type IngestType = 'full' | 'updates'

/** What ingest tells whoever runs it. Durations are in milliseconds. */
export type IngestEvent =
  /** The feed's indexes are this process's to write; `orphans` of earlier ones were deleted. */
  | { readonly type: 'claimed'; readonly feed: string; readonly token: number; readonly orphans: number }
  | { readonly type: 'claim-failed'; readonly feed: string; readonly error: unknown; readonly retryInMs: number }
  /** Another process writes to the feed's indexes now, or has its lease. */
  | { readonly type: 'taken-over'; readonly feed: string; readonly error: unknown; readonly retryInMs: number }
  | { readonly type: 'started'; readonly feed: string; readonly ingest: IngestType }
  | {
      readonly type: 'page'
      readonly feed: string
      readonly ingest: IngestType
      readonly url: string
      readonly activities: number
      readonly bytes: number
      readonly pullMs: number
      readonly pushMs: number
    }
  /** A record that cannot be read is left out; the rest of its page is not. */
  | {
      readonly type: 'record-rejected'
      readonly feed: string
      readonly ingest: IngestType
      readonly url: string
      readonly position: number
      readonly id: string | undefined
      readonly reason: string
    }
  /** A document that the index refuses is left out; everything else is not. */
  | {
      readonly type: 'document-rejected'
      readonly feed: string
      readonly ingest: IngestType
      readonly url: string
      readonly alias: string
      readonly id: string
      readonly reason: string
    }
  | {
      readonly type: 'bulk-retried'
      readonly feed: string
      readonly ingest: IngestType
      readonly documents: number
      readonly waitMs: number
      readonly reason: string
      readonly disk: boolean
    }
  | { readonly type: 'refreshed'; readonly feed: string; readonly ingest: IngestType; readonly ms: number }
  /** A pass was published, or a round of the tail found something and made it searchable. */
  | {
      readonly type: 'succeeded'
      readonly feed: string
      readonly ingest: IngestType
      readonly pages: number
      readonly activities: number
      readonly rejected: number
      readonly ms: number
      /** Milliseconds since 1970. */
      readonly startedAt: number
      /** Pages of a pass whose bytes differ from the pass before; `undefined` for the first pass, and for the tail. */
      readonly changedPages?: number | undefined
      /**
       * Activities of a pass that readers had not seen as they are, by their checksums: those it added and those it
       * changed. `undefined` where nobody remembers what readers saw: for the first pass after a claim of a feed that was
       * published before, or after an operator's swap; and for the tail.
       */
      readonly fresh?: number | undefined
    }
  /** A pass was read to its end, but the guard found fault with what it filled: readers see what they saw. */
  | {
      readonly type: 'held'
      readonly feed: string
      readonly ingest: 'full'
      readonly pages: number
      readonly activities: number
      readonly rejected: number
      readonly ms: number
      readonly startedAt: number
      readonly changedPages?: number | undefined
      readonly fresh?: number | undefined
      readonly note: HeldNote
    }
  /**
   * After a pass that was read to its end: how many dead letters the feed has, those included that were too many to be
   * kept, and how many were cleared because the pass no longer met them.
   */
  | { readonly type: 'dead-letters'; readonly feed: string; readonly total: number; readonly cleared: number }
  /** What a swap added and removed: told once the generations have been compared, some time after the swap. */
  | { readonly type: 'receipt'; readonly feed: string; readonly receipt: DeletionReceipt }
  /**
   * Documents are out of searches. `ms` is the time to forget: from the arrival of the page with the `Delete`, or for
   * absence from the start of the pass that no longer saw them.
   */
  | {
      readonly type: 'forgotten'
      readonly feed: string
      readonly way: 'delete' | 'absence'
      readonly documents: number
      readonly ms: number
    }
  | {
      readonly type: 'failed'
      readonly feed: string
      readonly ingest: IngestType
      readonly error: unknown
      readonly ms: number
      readonly retryInMs: number
    }
  | { readonly type: 'cancelled'; readonly feed: string; readonly ingest: IngestType; readonly ms: number }
  /** An operator decided about the held generation, or put the one before back. */
  | { readonly type: 'approved' | 'rejected' | 'rolled-back'; readonly feed: string }
  | { readonly type: 'retired'; readonly feed: string; readonly indexes: number }
  | { readonly type: 'unconfigured-deleted'; readonly feeds: readonly string[] }
  /** Something beside the feed's way failed, and is tried again: what it was, in an infinitive. */
  | {
      readonly type: 'chore-failed'
      readonly feed: string | undefined
      readonly chore: string
      readonly error: unknown
    }
  | { readonly type: 'measured'; readonly measurement: Measurement }

export interface Measurement {
  /** Feed id → how many activities readers can see, and how many are in indexes that they cannot. */
  readonly feeds: Readonly<Record<string, { readonly searchable: number; readonly nonsearchable: number }>>
  /** Age of the newest activity of a verification feed; `undefined` where there is none. */
  readonly verificationAgeSeconds: number | undefined
}
