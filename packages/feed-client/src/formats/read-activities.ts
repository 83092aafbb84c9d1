import type { ByteRange, ItemRange } from '../json-ranges.ts'
import { describe, NotAPageError } from '../page-errors.ts'
import type { JsonPage } from '../parse-json-page.ts'
import { openBrace } from '../skip-json.ts'
import type { FeedItem, PageContext, ProcessedPage, RejectedItem } from '../source-format.ts'
import { idFault, shownId } from '../source-format.ts'

/** A JSON object. */
export type Members = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What pages of activities look like, for messages. */
export const expectedPage = 'an object with an array "orderedItems" or "items"'

/** What a format knows of activities besides AS2. */
export interface Reading {
  /** Makes the id of an activity that has none; undefined if it cannot. */
  readonly idOf?: (activity: Members) => string | undefined
  /** Says when an activity was published that does not say so itself. */
  readonly publishedOf?: (activity: Members) => unknown
}

/**
 * Reads the activities of a page: its `orderedItems`, or else its `items`. One activity may stand without brackets, as
 * JSON-LD allows.
 *
 * @returns Undefined if the page has neither.
 * @throws {NotAPageError} If what it has is no list.
 */
export function readActivities(
  page: JsonPage & { value: Members },
  { url }: PageContext,
  reading: Reading = {},
): Pick<ProcessedPage, 'items' | 'rejected'> | undefined {
  const { bytes, value, ranges } = page
  const list = value.orderedItems === undefined ? 'items' : 'orderedItems'
  const listed = value[list]
  if (listed === undefined) return undefined
  const found = ranges[list]
  if (!found || !(found.isArray || isActivity(listed))) {
    throw new NotAPageError(url, expectedPage, `"${list}" that is ${describe(listed)}`)
  }
  const items: FeedItem[] = []
  const rejected: RejectedItem[] = []
  const line = onOneLine(bytes, found)
  for (const [index, range] of found.items.entries()) {
    const read = readActivity(page, range, line, reading)
    if (typeof read !== 'string') items.push(read)
    else {
      const id = idOfRecord(page.parse(range))
      rejected.push({ index, id, reason: read, bytes: line.subarray(range.start, range.end) })
    }
  }
  return { items, rejected }
}

function isActivity(value: unknown): boolean {
  return isObject(value) && (typeof value.id === 'string' || value.type !== undefined)
}

function idOfRecord(record: unknown): string | undefined {
  return isObject(record) ? shownId(record.id) : undefined
}

/** @returns The item, or why it is none. */
function readActivity(page: JsonPage, range: ItemRange, line: Buffer, reading: Reading): FeedItem | string {
  const { parse } = page
  const isRecord = page.bytes[range.start] === openBrace
  if (!isRecord) return whyNoActivity(parse(range))
  const own = range.id && parse(range.id)
  const id = own === undefined ? reading.idOf?.(parse(range) as Members) : own
  const fault = idFault(id)
  const type = range.type && parse(range.type)
  if (fault) return type === 'Link' ? linkReason : fault
  const published = (range.published && parse(range.published)) ?? reading.publishedOf?.(parse(range) as Members)
  const bytes = line.subarray(range.start, range.end)
  return {
    id: id as string,
    type: readType(type),
    published: typeof published === 'string' ? published : undefined,
    bytes: own === undefined ? withId(bytes, id as string) : bytes,
    object: readObject(page, range, line),
  }
}

const linkReason = 'it is a link, and links to activities are not followed'

function whyNoActivity(record: unknown): string {
  return typeof record === 'string' ? linkReason : `it is ${describe(record)}, not an object`
}

function readObject({ parse }: JsonPage, { object, objectId }: ItemRange, line: Buffer): FeedItem['object'] {
  const id = objectId && parse(objectId)
  if (!object || idFault(id) !== undefined) return undefined
  return { id: id as string, bytes: line.subarray(object.start, object.end) }
}

/** `type`, where it is a string or a list of strings. */
export function readType(type: unknown): FeedItem['type'] {
  if (typeof type === 'string') return type
  return Array.isArray(type) && type.every((each) => typeof each === 'string') ? type : undefined
}

/** Puts an `id` in front of a JSON object's other members, which stay as they are. */
export function withId(object: Buffer, id: string): Buffer {
  const rest = object.subarray(1)
  const isEmpty = /^[ \t\r\n]*\}$/.test(rest.toString('latin1', 0, 100))
  return Buffer.concat([Buffer.from(`{"id":${JSON.stringify(id)}${isEmpty ? '' : ','}`), rest])
}

/**
 * Turns the line breaks within a part of a page into spaces, in a copy. Within JSON strings line breaks are always
 * escaped, so those in the bytes lie between tokens.
 */
export function onOneLine(page: Buffer, { start, end }: ByteRange): Buffer {
  const first = [0x0a, 0x0d].map((lineBreak) => page.indexOf(lineBreak, start)).filter((at) => at !== -1 && at < end)
  if (first.length === 0) return page
  const copy = Buffer.from(page)
  for (let at = Math.min(...first); at < end; at += 1) if (copy[at] === 0x0a || copy[at] === 0x0d) copy[at] = 0x20
  return copy
}

/**
 * Reads a link to another page: a URL, or an object with `href` or `id`. One that is there but cannot be read is an
 * error: taking it for the end would cut the feed short.
 *
 * @throws {NotAPageError}
 */
export function readLink(link: unknown, name: string, { url }: PageContext): string | undefined {
  if (link === undefined || link === null || link === '') return undefined
  if (typeof link === 'string') return link
  const target = isObject(link) ? (link.href ?? link.id) : undefined
  if (typeof target === 'string' && target !== '') return target
  throw new NotAPageError(url, `"${name}" to be a URL, or an object with "href" or "id"`, describe(link))
}

/** Whether a page is a collection, whose pages `first` and `last` lead to, and no page itself. */
export function isCollection({ type }: Members): boolean {
  const types = Array.isArray(type) ? type : [type]
  return types.some((each) => each === 'Collection' || each === 'OrderedCollection')
}
