/** One activity of a page. */
export interface FeedItem {
  /** The activity's `id`: not empty, at most 512 bytes of UTF-8. */
  readonly id: string
  /** The activity's `type`, where it is a string or a list of strings. */
  readonly type: string | readonly string[] | undefined
  /** The activity's `published`, where it is a string; not checked further. */
  readonly published: string | undefined
  /**
   * The activity's JSON as the source sent it, byte for byte, but for line breaks between tokens: they are spaces here,
   * so that the bytes fit one line of NDJSON. Often a view of the page's memory.
   */
  readonly bytes: Uint8Array
  /** The `object` member and its own JSON, where it is an object with a usable `id`. */
  readonly object: { readonly id: string; readonly bytes: Uint8Array } | undefined
}

/** A record that cannot become a {@link FeedItem}. It is left out and reported; the rest of its page counts. */
export interface RejectedItem {
  /** Its place on the page, from 0. */
  readonly index: number
  /** Its id where it has one, cut to 512 characters. */
  readonly id: string | undefined
  /** What is wrong with it, in words; no part of the record but names of members. */
  readonly reason: string
  /** Its JSON as {@link FeedItem.bytes}, where the format says which bytes of the page a record is. */
  readonly bytes?: Uint8Array
}

/** What a format makes of one page. */
export interface ProcessedPage {
  readonly items: readonly FeedItem[]
  readonly rejected: readonly RejectedItem[]
  /** The next page as the source wrote it: unchecked, absolute or relative. Undefined on the last one. */
  readonly next: string | undefined
  /**
   * The page with what came before this one, written alike. From a page that has it and no `next` the reader walks back
   * to the first page there is, or to one that it has read, and gives all of them oldest first, this one last.
   */
  readonly previous?: string | undefined
}

/** Where a page comes from, and the bounds for reading it. */
export interface PageContext {
  /** The page's URL, for messages. */
  readonly url: string
  /** Where it was found after redirects, for relative links within its items. Default `url`. */
  readonly base?: string
  /** How deep arrays and objects may lie within each other. Default 500. */
  readonly maxNesting?: number
  /** How many records a page may have. Default 100,000. */
  readonly maxItems?: number
}

/** {@link PageContext.maxItems} where nothing is said. */
export const defaultMaxItems = 100_000

/** How one kind of source writes its pages. Pure: bytes go in, items come out. */
export interface SourceFormat {
  /** A short name, as `as2`. */
  readonly name: string
  /** What requests send as `Accept`. Default: AS2, or other JSON. */
  readonly accept?: string
  /** True if its pages have `previous`: what is recalled of a page then counts only if it says what `previous` was. */
  readonly walksBack?: boolean
  /** @throws {FeedClientError} If the body is no page of this format. */
  processPage(body: Uint8Array, context: PageContext): ProcessedPage
}

/** OpenSearch's bound for a document id, in bytes of UTF-8. */
const maxIdBytes = 512

/** @returns What is wrong with an `id`, or undefined if it can be a document's id. */
export function idFault(id: unknown): string | undefined {
  if (id === undefined) return 'it has no "id"'
  if (typeof id !== 'string') return 'its "id" is not a string'
  if (id === '') return 'its "id" is empty'
  if (id.length > maxIdBytes || Buffer.byteLength(id) > maxIdBytes) return `its "id" is longer than ${maxIdBytes} bytes`
  return id.isWellFormed() ? undefined : 'its "id" contains half a surrogate pair'
}

/** An id for a {@link RejectedItem}: what there is, cut to a length. */
export function shownId(id: unknown): string | undefined {
  return typeof id === 'string' && id !== '' ? id.slice(0, maxIdBytes).toWellFormed() : undefined
}
