import { NestingTooDeepError, NotJsonError, TooManyItemsError } from './page-errors.ts'
import type { JsonText } from './skip-json.ts'
import {
  closeBrace,
  closeBracket,
  comma,
  jsonText,
  notJson,
  openBrace,
  openBracket,
  quote,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  tooDeep,
  tooMany,
} from './skip-json.ts'
import { defaultMaxItems } from './source-format.ts'

/** Where a value's bytes lie: `bytes.subarray(start, end)` is the value, without the white space around it. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** One element of a list and, where it is an object, those of its members that are looked at. */
export interface ItemRange extends ByteRange {
  readonly id: ByteRange | undefined
  readonly type: ByteRange | undefined
  readonly published: ByteRange | undefined
  readonly object: ByteRange | undefined
  /** The `id` of `object`, where that is an object that has one. */
  readonly objectId: ByteRange | undefined
}

/** A member that is an array or an object, which is a list of one. */
interface ListRange extends ByteRange {
  readonly isArray: boolean
  readonly items: readonly ItemRange[]
}

/** What is found of one page. A member that is absent or, for the lists, neither an array nor an object is undefined. */
export interface PageRanges {
  orderedItems: ListRange | undefined
  items: ListRange | undefined
  /** The value of the `first` member, whatever its type: a collection may embed its first page there. */
  first: ByteRange | undefined
}

/** Arrays and objects for each item, on average: an empty one of two bytes takes fifty in memory. */
const maxPartsPerItem = 50

/**
 * Finds, in one walk over a page's UTF-8 JSON, where its items and some of their members lie, and makes sure that all of
 * it is JSON, as `JSON.parse` would. Pure and without recursion. Of members with the same name the last one counts;
 * escapes in names are understood.
 *
 * @param bytes Valid UTF-8, without byte order mark.
 * @param maxNesting How many arrays and objects may lie within each other.
 * @param maxItems How many items a list may have.
 * @throws {NotJsonError} @throws {NestingTooDeepError} @throws {TooManyItemsError} Whichever comes first on the page.
 */
export function findRanges(
  bytes: Buffer,
  { maxNesting, maxItems = defaultMaxItems, url }: { maxNesting: number; maxItems?: number; url: string },
): PageRanges {
  const page: Page = { ...jsonText(bytes, { maxNesting, maxParts: maxItems * maxPartsPerItem }), maxItems }
  const ranges: PageRanges = { orderedItems: undefined, items: undefined, first: undefined }
  const start = skipSpace(bytes, 0)
  const end = bytes[start] === openBrace ? walkPage(page, start, ranges) : skipValue(page, start, 0)
  if (end === tooDeep) throw new NestingTooDeepError(url, maxNesting)
  if (end === tooMany) throw new TooManyItemsError(url, maxItems)
  if (end === notJson || skipSpace(bytes, end) !== bytes.length) throw new NotJsonError(url, foundInstead(bytes))
  return ranges
}

interface Page extends JsonText {
  readonly maxItems: number
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] }

function walkPage(page: Page, start: number, ranges: PageRanges): number {
  return walkMembers(page, start, 1, visitPageMember, ranges)
}

function visitPageMember(page: Page, name: string | undefined, start: number, _: number, ranges: PageRanges): number {
  if (name === 'orderedItems' || name === 'items') return walkList(page, start, ranges, name)
  const end = skipValue(page, start, 1)
  if (name === 'first') ranges.first = { start, end }
  return end
}

function walkList(page: Page, start: number, ranges: PageRanges, name: 'orderedItems' | 'items'): number {
  const first = page.bytes[start]
  const isArray = first === openBracket
  ranges[name] = undefined
  if (!isArray && first !== openBrace) return skipValue(page, start, 1)
  const items: ItemRange[] = []
  const end = isArray ? walkElements(page, start, items) : walkItem(page, start, 2, items)
  ranges[name] = { start, end, isArray, items }
  return end
}

function walkElements(page: Page, start: number, found: ItemRange[]): number {
  const { bytes, maxItems, maxNesting } = page
  if (maxNesting < 2) return tooDeep
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === closeBracket) return at + 1
  for (;;) {
    if (found.length >= maxItems) return tooMany
    at = skipSpace(bytes, walkItem(page, at, 3, found))
    const next = bytes[at]
    if (next === closeBracket) return at + 1
    if (next !== comma) return at > bytes.length ? at : notJson
    at = skipSpace(bytes, at + 1)
  }
}

/** @param nesting With the item itself, if it is an object. */
function walkItem(page: Page, start: number, nesting: number, found: ItemRange[]): number {
  const item = new Item(start)
  found.push(item)
  const isObject = page.bytes[start] === openBrace
  item.end = isObject ? walkMembers(page, start, nesting, visitItemMember, item) : skipValue(page, start, nesting - 1)
  return item.end
}

/** A class, so that all items have members of the same types from the beginning. */
class Item implements Writable<ItemRange> {
  start: number
  end = 0
  id: ByteRange | undefined = undefined
  type: ByteRange | undefined = undefined
  published: ByteRange | undefined = undefined
  object: ByteRange | undefined = undefined
  objectId: ByteRange | undefined = undefined
  constructor(start: number) {
    this.start = start
  }
}

function visitItemMember(page: Page, name: string | undefined, start: number, nesting: number, item: Item): number {
  if (name === 'object') {
    item.objectId = undefined
    const isObject = page.bytes[start] === openBrace
    const end = isObject
      ? walkMembers(page, start, nesting + 1, visitObjectMember, item)
      : skipValue(page, start, nesting)
    item.object = { start, end }
    return end
  }
  const end = skipValue(page, start, nesting)
  if (name === 'id' || name === 'type' || name === 'published') item[name] = { start, end }
  return end
}

function visitObjectMember(page: Page, name: string | undefined, start: number, nesting: number, item: Item): number {
  const end = skipValue(page, start, nesting)
  if (name === 'id') item.objectId = { start, end }
  return end
}

/**
 * Calls `visit` with each member of the object at `start`: its name, if that is one that is looked for, and where its
 * value begins; it returns where that ends. Nesting: with this object.
 */
function walkMembers<Target>(
  page: Page,
  start: number,
  nesting: number,
  visit: (page: Page, name: string | undefined, start: number, nesting: number, target: Target) => number,
  target: Target,
): number {
  const { bytes } = page
  if (nesting > page.maxNesting) return tooDeep
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === closeBrace) return at + 1
  for (;;) {
    if (bytes[at] !== quote) return notJson
    const nameEnd = skipString(page, at)
    const name = knownName(bytes, at + 1, nameEnd - 1) ?? escapedName(page, at + 1, nameEnd - 1)
    at = skipSpace(bytes, visit(page, name, skipColon(bytes, nameEnd), nesting, target))
    const next = bytes[at]
    if (next === closeBrace) return at + 1
    if (next !== comma) return at > bytes.length ? at : notJson
    at = skipSpace(bytes, at + 1)
  }
}

/** @returns The name between the quotes, if it is one of those that are looked for. */
function knownName(bytes: Buffer, start: number, end: number): string | undefined {
  switch (end - start) {
    case 2:
      return spells(bytes, start, 'id')
    case 4:
      return spells(bytes, start, 'type')
    case 5:
      return spells(bytes, start, 'first') ?? spells(bytes, start, 'items')
    case 6:
      return spells(bytes, start, 'object')
    case 9:
      return spells(bytes, start, 'published')
    case 12:
      return spells(bytes, start, 'orderedItems')
    default:
      return undefined
  }
}

function spells(bytes: Buffer, start: number, name: string): string | undefined {
  for (let index = 0; index < name.length; index += 1) {
    if (bytes[start + index] !== name.charCodeAt(index)) return undefined
  }
  return name
}

/** The longest name that is looked for, each character as `\u006f`: to JSON.parse that is the same name. */
const maxEscapedLength = 12 * 6

function escapedName({ bytes, nextBackslash }: Page, start: number, end: number): string | undefined {
  if (nextBackslash < start || nextBackslash >= end || end - start > maxEscapedLength) return undefined
  return JSON.parse(bytes.toString('latin1', start - 1, end + 1))
}

/** What stands in the place of JSON, in words of ours. */
function foundInstead(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 200).trim()
  if (bytes.length === 0) return 'an empty body'
  if (start === '' && bytes.length <= 200) return 'white space'
  if (start.startsWith('<')) return /^<(!doctype html|html)/i.test(start) ? 'HTML' : 'markup (HTML or XML)'
  if (/^[{[]/.test(start)) return `${bytes.length} bytes that begin like JSON but are wrong or cut off`
  return `${bytes.length} bytes of something else`
}
