import { isAscii, isUtf8 } from 'node:buffer'
import type { ByteRange, PageRanges } from './json-ranges.ts'
import { findRanges } from './json-ranges.ts'
import { NotUtf8Error } from './page-errors.ts'
import { quote } from './skip-json.ts'
import type { PageContext } from './source-format.ts'
import { defaultMaxItems } from './source-format.ts'

export interface JsonPage {
  /** The page without byte order mark: what `ranges` point into. */
  bytes: Buffer
  /** What `JSON.parse` makes of it, but that the arrays `orderedItems` and `items` are empty: `ranges` has their items. */
  value: unknown
  ranges: PageRanges
  /** What `JSON.parse` makes of one of its values. */
  parse(range: ByteRange): unknown
}

const defaultMaxNesting = 500

/**
 * Reads a body as one JSON document: checks that it is one, and finds where its items lie. Nothing is made of what is in
 * them: that takes longer than all else, and most of it nobody looks at.
 *
 * @throws {NotUtf8Error} @throws {NotJsonError} @throws {NestingTooDeepError} @throws {TooManyItemsError}
 */
export function parseJsonPage(
  body: Uint8Array,
  { url, maxNesting = defaultMaxNesting, maxItems = defaultMaxItems }: PageContext,
): JsonPage {
  const bytes = withoutByteOrderMark(Buffer.from(body.buffer, body.byteOffset, body.byteLength))
  // of pure ASCII, as most pages are, Latin-1 is the same and faster
  const encoding = isAscii(bytes) ? 'latin1' : 'utf8'
  if (encoding === 'utf8' && !isUtf8(bytes)) throw new NotUtf8Error(url)
  const ranges = findRanges(bytes, { maxNesting, maxItems, url })
  const textOf = (start: number, end: number) => bytes.toString(encoding, start, end)
  return {
    bytes,
    value: JSON.parse(withoutItems(bytes.length, ranges, textOf)),
    ranges,
    parse({ start, end }) {
      const inner = bytes[start] === quote ? textOf(start + 1, end - 1) : '\\'
      return inner.includes('\\') ? JSON.parse(textOf(start, end)) : inner
    },
  }
}

function withoutItems(
  length: number,
  { orderedItems, items }: PageRanges,
  textOf: (start: number, end: number) => string,
): string {
  const texts: string[] = []
  let at = 0
  for (const list of [orderedItems, items].toSorted((a, b) => (a?.start ?? 0) - (b?.start ?? 0))) {
    if (!list?.isArray) continue
    texts.push(textOf(at, list.start), '[]')
    at = list.end
  }
  return [...texts, textOf(at, length)].join('')
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}
