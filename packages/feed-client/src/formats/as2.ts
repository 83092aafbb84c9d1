import type { ByteRange, ItemRange } from '../json-ranges.ts'
import { describe, NotAPageError } from '../page-errors.ts'
import type { JsonPage } from '../parse-json-page.ts'
import { parseJsonPage } from '../parse-json-page.ts'
import type { FeedItem, PageContext, ProcessedPage, RejectedItem, SourceFormat } from '../source-format.ts'
import { idFault, shownId } from '../source-format.ts'

/**
 * Pages of W3C Activity Streams 2.0: an object with `orderedItems` (or `items`) and, but for the last page, `next`, as
 * a URL or as an object with `href` or `id`. A collection without items of its own leads to its `first` page, which may
 * also be embedded.
 *
 * @example {"orderedItems": [{"id": "a:1:Create", "type": "Create", "object": {"id": "a:1"}}], "next": "https://…/2"}
 * @see https://www.w3.org/TR/activitystreams-core/#collections
 */
export const as2Format: SourceFormat = {
  name: 'as2',
  processPage: (body, context) => readPage(parseJsonPage(body, context), context, true),
}

type Members = Readonly<Record<string, unknown>>

const expected = 'an object with an array "orderedItems" or "items"'

function readPage({ bytes, value, ranges }: JsonPage, context: PageContext, mayEmbed: boolean): ProcessedPage {
  if (!isObject(value)) throw new NotAPageError(context.url, expected, describe(value))
  const list = value.orderedItems === undefined ? 'items' : 'orderedItems'
  const records = value[list]
  if (records === undefined) return readCollection({ bytes, value, ranges }, value, context, mayEmbed)
  const itemRanges = ranges[list]
  if (!Array.isArray(records)) throw new NotAPageError(context.url, expected, `"${list}" that is ${describe(records)}`)
  if (itemRanges?.length !== records.length) throw new Error(`findRanges() and JSON.parse() disagree on "${list}"`)
  const items: FeedItem[] = []
  const rejected: RejectedItem[] = []
  const line = onOneLine(bytes, itemRanges)
  for (const [index, record] of records.entries()) {
    const read = readItem(record, itemRanges[index] as ItemRange, line)
    if (typeof read === 'string')
      rejected.push({ index, id: isObject(record) ? shownId(record.id) : undefined, reason: read })
    else items.push(read)
  }
  return { items, rejected, next: readLink(value.next, 'next', context) }
}

/** A collection without items: its `first` page comes next, or lies within. */
function readCollection(page: JsonPage, value: Members, context: PageContext, mayEmbed: boolean): ProcessedPage {
  const { first } = value
  const embedded = isObject(first) && (first.orderedItems !== undefined || first.items !== undefined)
  if (mayEmbed && embedded && page.ranges.first) {
    return readPage(parseJsonPage(slice(page.bytes, page.ranges.first), context), context, false)
  }
  const next = mayEmbed ? readLink(first, 'first', context) : undefined
  // AS2 lets an empty collection leave its items out
  if (next === undefined && !(isCollection(value.type) && value.totalItems === 0)) {
    throw new NotAPageError(context.url, expected, describe(value))
  }
  return { items: [], rejected: [], next }
}

function isCollection(type: unknown): boolean {
  return type === 'Collection' || type === 'OrderedCollection'
}

/** @returns The item, or why it is none. */
function readItem(record: unknown, range: ItemRange, page: Buffer): FeedItem | string {
  if (!isObject(record)) return `it is ${describe(record)}, not an object`
  const fault = idFault(record.id)
  if (fault) return fault
  const { object } = record
  return {
    id: record.id as string,
    type: readType(record.type),
    published: typeof record.published === 'string' ? record.published : undefined,
    bytes: slice(page, range),
    object:
      isObject(object) && range.object && idFault(object.id) === undefined
        ? {
            id: object.id as string,
            bytes: slice(page, range.object),
          }
        : undefined,
  }
}

function readType(type: unknown): string | readonly string[] | undefined {
  if (typeof type === 'string') return type
  return Array.isArray(type) && type.every((each) => typeof each === 'string') ? type : undefined
}

/**
 * Turns the line breaks within a page's items into spaces, in a copy. Within JSON strings line breaks are always
 * escaped, so those in the bytes lie between tokens.
 */
function onOneLine(page: Buffer, items: readonly ItemRange[]): Buffer {
  const start = items[0]?.start ?? 0
  const end = items.at(-1)?.end ?? 0
  const first = [0x0a, 0x0d].map((lineBreak) => page.indexOf(lineBreak, start)).filter((at) => at !== -1 && at < end)
  if (first.length === 0) return page
  const copy = Buffer.from(page)
  for (let at = Math.min(...first); at < end; at += 1) if (copy[at] === 0x0a || copy[at] === 0x0d) copy[at] = 0x20
  return copy
}

/** A link that is there but cannot be read is an error: taking it for the end would cut the feed short. */
function readLink(link: unknown, name: string, { url }: PageContext): string | undefined {
  if (link === undefined || link === null || link === '') return undefined
  if (typeof link === 'string') return link
  const target = isObject(link) ? (link.href ?? link.id) : undefined
  if (typeof target === 'string' && target !== '') return target
  throw new NotAPageError(url, `"${name}" to be a URL, or an object with "href" or "id"`, describe(link))
}

function slice(bytes: Buffer, { start, end }: ByteRange): Buffer {
  return bytes.subarray(start, end)
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
