import { InvalidBodyError, RefusedSearchError } from './errors.ts'
import { parseExactly } from './exact-json.ts'
import { isObject } from './json-object.ts'
import { parseSearch } from './parse-search.ts'
import { readHits } from './read-hits.ts'

/** Where a caller is in their pages: what they asked, and the sort values of the last hit they got. */
export interface As2Cursor {
  readonly search: string
  readonly after: readonly unknown[]
}

const context = [
  'https://www.w3.org/ns/activitystreams',
  { dit: 'https://www.trade.gov.uk/ns/activitystreams/v1' },
] as const

/** Unique, so that a page begins exactly where the last one ended, also when an index was swapped between. */
const tiebreaker = { id: 'asc' }

/**
 * Writes the search for one page: the caller's, in an order that has no ties, after the last hit they got. Pure.
 *
 * @throws {InvalidBodyError} If the body is not a JSON object.
 * @throws {RefusedSearchError} If it pages by itself.
 */
export function pageSearch(body: Uint8Array, after: readonly unknown[] | undefined, maxDepth: number): Uint8Array {
  const { members } = parseSearch(body, { maxDepth })
  for (const name of ['from', 'search_after', 'collapse']) {
    if (Object.hasOwn(members, name)) throw new RefusedSearchError(name, 'follow the "next" of the answer instead')
  }
  const { sort = [], aggs: _aggs, aggregations: _aggregations, ...rest } = members
  const paged = { ...rest, sort: [sort, tiebreaker].flat(), ...(after ? { search_after: after } : {}) }
  return new TextEncoder().encode(JSON.stringify(paged))
}

/** What a cursor is saved as. */
export function writeCursor(search: string, after: readonly unknown[]): string {
  return JSON.stringify({ search, after } satisfies As2Cursor)
}

/** @throws {InvalidBodyError} If it is not what {@link writeCursor} wrote. */
export function readCursor(text: string): As2Cursor {
  const cursor = parseExactly(text)
  if (isObject(cursor) && typeof cursor.search === 'string' && Array.isArray(cursor.after)) {
    return { search: cursor.search, after: cursor.after }
  }
  throw new InvalidBodyError('Cannot read the cursor: it is not one of ours')
}

/**
 * An AS2 collection of documents, each as its source sent it.
 *
 * @param next The next page's URL, where there is one.
 */
export function as2Page(sources: readonly Uint8Array[], next: string | undefined): Uint8Array {
  const items = sources.flatMap((source, at) => (at === 0 ? [source] : [comma, source]))
  const begin = `{"@context":${JSON.stringify(context)},"orderedItems":[`
  const end = `],"type":"Collection"${next === undefined ? '' : `,"next":${JSON.stringify(next)}`}}`
  return Buffer.concat([Buffer.from(begin), ...items, Buffer.from(end)])
}

const comma = Buffer.from(',')

/** A search's hits as an AS2 collection, and the sort values of the last one. */
export interface As2Page {
  readonly after: readonly unknown[] | undefined
  /** @param next The next page's URL, where there is one. */
  write(next: string | undefined): Uint8Array
}

/** @throws {UnreadableAnswerError} If `answer` is not the answer to a search. */
export function readAs2Page(answer: Uint8Array): As2Page {
  const hits = readHits(answer)
  const sort = hits.at(-1)?.sort
  const after = sort === undefined ? undefined : parseExactly(sort)
  const sources = hits.flatMap(({ source }) => (source ? [source] : []))
  return { after: Array.isArray(after) ? after : undefined, write: (next) => as2Page(sources, next) }
}
