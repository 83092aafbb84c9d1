import { NestingTooDeepError, TooManyItemsError } from './page-errors.ts'
import { defaultMaxItems } from './source-format.ts'

/** Where a value's bytes lie: `bytes.subarray(start, end)` is the value, without the white space around it. */
export interface ByteRange {
  start: number
  end: number
}

/** One element of a list; `object` is the range of its `object` member, where the element is an object that has one. */
export interface ItemRange extends ByteRange {
  object: ByteRange | undefined
}

/**
 * What is found of one page. A member that is absent or, for the lists, neither an array nor an object is undefined; an
 * object is a list of one.
 */
export interface PageRanges {
  orderedItems: ItemRange[] | undefined
  items: ItemRange[] | undefined
  /** The value of the `first` member, whatever its type: a collection may embed its first page there. */
  first: ByteRange | undefined
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
/** `[` and `{` differ in this bit alone, as do `]` and `}`. */
const braceBit = 0x20

/** Up to here a string is walked byte by byte, further on `indexOf` is faster than the loop. */
const nearBytes = 24

const names = {
  orderedItems: Buffer.from('orderedItems'),
  items: Buffer.from('items'),
  first: Buffer.from('first'),
  object: Buffer.from('object'),
}

interface Source {
  bytes: Buffer
  maxNesting: number
  maxItems: number
  /** How many arrays and objects may still come. */
  partsLeft: number
}

/** Arrays and objects for each item, on average: an empty one of two bytes takes fifty in memory. */
const maxPartsPerItem = 50

/**
 * Finds, in one walk over a page's UTF-8 JSON, where its items and their `object` members lie. Pure, without
 * recursion, and blind to all else: for a valid document the ranges agree with what `JSON.parse` makes of it (of
 * members with the same name the last one counts; escapes in names are understood); whether it is valid is for
 * `JSON.parse` to say, and for an invalid one the ranges mean nothing.
 *
 * @param bytes One JSON document, without byte order mark.
 * @param maxNesting How many arrays and objects may lie within each other.
 * @param maxItems How many items a list may have.
 * @throws {NestingTooDeepError} @throws {TooManyItemsError} If there are more, before anything has been parsed.
 */
export function findRanges(
  bytes: Uint8Array,
  { maxNesting, maxItems = defaultMaxItems, url }: { maxNesting: number; maxItems?: number; url: string },
): PageRanges {
  const source = {
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    maxNesting,
    maxItems,
    partsLeft: maxItems * maxPartsPerItem,
  }
  const ranges: PageRanges = { orderedItems: undefined, items: undefined, first: undefined }
  const end = walkPage(source, ranges)
  if (end === tooDeep) throw new NestingTooDeepError(url, maxNesting)
  if (end === tooMany) throw new TooManyItemsError(url, maxItems)
  return ranges
}

/** What a walk returns in place of the value's end. Larger than any position, so that every loop ends. */
const tooDeep = Number.MAX_SAFE_INTEGER
const tooMany = Number.MAX_SAFE_INTEGER - 1

function walkPage(source: Source, ranges: PageRanges): number {
  const { bytes } = source
  const start = skipSpace(bytes, 0)
  if (bytes[start] !== openBrace) return skipValue(source, start, 0)
  return walkMembers(source, start, 1, (keyStart, keyEnd, valueStart) => {
    const list = isName(bytes, keyStart, keyEnd, names.orderedItems)
      ? 'orderedItems'
      : isName(bytes, keyStart, keyEnd, names.items)
        ? 'items'
        : undefined
    if (list) {
      const found: ItemRange[] = []
      const byte = bytes[valueStart]
      ranges[list] = byte === openBracket || byte === openBrace ? found : undefined
      if (byte === openBracket) return walkList(source, valueStart, found)
      if (byte === openBrace) return walkItem(source, valueStart, 2, found)
      return skipValue(source, valueStart, 1)
    }
    const end = skipValue(source, valueStart, 1)
    if (isName(bytes, keyStart, keyEnd, names.first)) ranges.first = { start: valueStart, end }
    return end
  })
}

function walkList(source: Source, start: number, found: ItemRange[]): number {
  const { bytes } = source
  if (source.maxNesting < 2) return tooDeep
  let at = start + 1
  while (at < bytes.length) {
    at = skipSpace(bytes, at)
    const byte = bytes[at]
    if (byte === closeBracket) return at + 1
    if (byte === comma) at += 1
    else {
      if (found.length >= source.maxItems) return tooMany
      if (byte === openBrace) at = walkItem(source, at, 3, found)
      else {
        const end = skipValue(source, at, 2)
        if (end === at) return bytes.length
        found.push({ start: at, end, object: undefined })
        at = end
      }
    }
  }
  return at
}

/** @param nesting With the item itself. */
function walkItem(source: Source, start: number, nesting: number, found: ItemRange[]): number {
  let object: ByteRange | undefined
  const itemEnd = walkMembers(source, start, nesting, (keyStart, keyEnd, valueStart) => {
    const end = skipValue(source, valueStart, nesting)
    if (isName(source.bytes, keyStart, keyEnd, names.object)) object = { start: valueStart, end }
    return end
  })
  found.push({ start, end: itemEnd, object })
  return itemEnd
}

/** Calls `visit` with each member of the object at `start`; it returns where the value ends. Nesting: with this object. */
function walkMembers(
  { bytes, maxNesting }: Source,
  start: number,
  nesting: number,
  visit: (keyStart: number, keyEnd: number, valueStart: number) => number,
): number {
  if (nesting > maxNesting) return tooDeep
  let at = start + 1
  while (at < bytes.length) {
    at = skipSpace(bytes, at)
    const byte = bytes[at]
    if (byte === closeBrace) return at + 1
    if (byte === comma) at += 1
    else {
      if (byte !== quote) return bytes.length
      const keyEnd = skipString(bytes, at)
      const colonAt = skipSpace(bytes, keyEnd)
      if (bytes[colonAt] !== colon) return bytes.length
      at = visit(at + 1, keyEnd - 1, skipSpace(bytes, colonAt + 1))
    }
  }
  return at
}

/** @param outer The nesting of what holds the value. */
function skipValue(source: Source, start: number, outer: number): number {
  const { bytes, maxNesting } = source
  const first = bytes[start]
  if (first === quote) return skipString(bytes, start)
  if (first !== openBrace && first !== openBracket) return skipScalar(bytes, start)
  let nesting = outer
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at] as number
    if (byte === quote) at = skipString(bytes, at)
    else if (byte < quote) at += 1
    else {
      at += 1
      const brace = byte | braceBit
      if (brace === openBrace) {
        nesting += 1
        if (nesting > maxNesting) return tooDeep
        source.partsLeft -= 1
        if (source.partsLeft < 0) return tooMany
      } else if (brace === closeBrace) {
        nesting -= 1
        if (nesting === outer) return at
      }
    }
  }
  return at
}

/** @returns The position after the closing quote, or the end of the bytes where there is none. */
function skipString(bytes: Buffer, start: number): number {
  let at = start + 1
  const near = Math.min(at + nearBytes, bytes.length)
  while (at < near) {
    const byte = bytes[at]
    if (byte === quote) return at + 1
    at += byte === backslash ? 2 : 1
  }
  while (at < bytes.length) {
    const end = bytes.indexOf(quote, at)
    if (end === -1) return bytes.length
    let escapes = end
    while (escapes > at && bytes[escapes - 1] === backslash) escapes -= 1
    if ((end - escapes) % 2 === 0) return end + 1
    at = end + 1
  }
  return bytes.length
}

/** Numbers, true, false, null: up to white space or what may follow a value. */
function skipScalar(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at] as number
    if (byte <= 0x20 || byte === comma || (byte | braceBit) === closeBrace) return at
    at += 1
  }
  return at
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at += 1
  }
  return at
}

/** Compares the name between the quotes; `\u006fbject` is `object` to JSON.parse, so it must be here. */
function isName(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  const length = end - start
  if (length < name.length || length > name.length * 6) return false
  if (length === name.length) {
    for (let index = 0; index < length; index += 1) if (bytes[start + index] !== name[index]) return false
    return true
  }
  let at = start
  while (at < end && bytes[at] !== backslash) at += 1
  if (at === end) return false
  try {
    return JSON.parse(bytes.toString('latin1', start - 1, end + 1)) === name.toString()
  } catch {
    return false // no JSON string: JSON.parse is about to say so of the whole page
  }
}
