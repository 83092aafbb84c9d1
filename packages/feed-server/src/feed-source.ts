import type { Activity } from '@as/as2-schema'

/** One activity: an object to serialise, or JSON text that is one already and is served byte for byte. */
export type FeedItem = Activity | string

export interface SourcePage {
  /** The page's activities, oldest change first. Empty only at the end of the feed. */
  readonly items: readonly FeedItem[]
  /**
   * What to read from next time, to get what comes after the last item: opaque to everyone but the source. A page
   * without it is the last one, and is read again later for what has been added to it; so is an empty page.
   */
  readonly nextCursor?: string | undefined
}

export interface ReadPageOptions {
  /** Most items to return; more than 0. */
  readonly limit: number
  /** Aborted when the caller left or waited too long. */
  readonly signal: AbortSignal
  /** The page's URL as the caller sees it, for items that link back to the source. */
  readonly url: URL
}

/** A place in a feed; `undefined` is its start. */
export interface Place {
  readonly cursor: string | undefined
}

/** Where a feed's activities come from: a table, a log, any list that can be read on from a place in it. */
export interface FeedSource {
  /**
   * Reads the page at a cursor.
   *
   * @param cursor What an earlier page gave as its `nextCursor`; `undefined` for the start of the feed. Anybody can
   *   send anything here.
   * @returns `undefined` when the cursor is none of this source's.
   */
  readPage(cursor: string | undefined, options: ReadPageOptions): Promise<SourcePage | undefined>
  /**
   * True when nothing that was read ever changes or goes: then a page with as many items as were asked for is closed,
   * and may be kept for ever by whoever has read it. Default false.
   */
  readonly appendOnly?: boolean
  /** How many activities there are now. */
  totalItems?(options: ReadPageOptions): Promise<number>
  /** The page of the newest activities, `limit` or fewer; on an append-only source, one of those that `next` leads to. */
  lastPlace?(options: ReadPageOptions): Promise<Place>
  /**
   * The page of the `limit` activities before a cursor.
   *
   * @returns `undefined` when there are none, or the cursor is none of this source's.
   */
  placeBefore?(cursor: string, options: ReadPageOptions): Promise<Place | undefined>
  /**
   * Calls back whenever there may be something new, so that held requests need not wait for the next poll. A call too
   * many or too few does no harm.
   *
   * @returns Ends it.
   */
  subscribe?(onChange: () => void): () => void
}
