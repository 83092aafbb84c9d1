import { isAscii, isUtf8 } from 'node:buffer'
import type { PageRanges } from './json-ranges.ts'
import { findRanges } from './json-ranges.ts'
import { NotJsonError, NotUtf8Error } from './page-errors.ts'
import type { PageContext } from './source-format.ts'
import { defaultMaxItems } from './source-format.ts'

export interface JsonPage {
  /** The page without byte order mark: what `ranges` point into. */
  bytes: Buffer
  /** What `JSON.parse` makes of it. */
  value: unknown
  ranges: PageRanges
}

const defaultMaxNesting = 500

/**
 * Reads a body as one JSON document: checks encoding and nesting, parses it once, and finds where its items lie.
 *
 * @throws {NotUtf8Error} @throws {NestingTooDeepError} @throws {NotJsonError}
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
  try {
    return { bytes, value: JSON.parse(bytes.toString(encoding)), ranges }
  } catch {
    // without cause: V8 quotes the body in its message
    throw new NotJsonError(url, foundInstead(bytes))
  }
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function foundInstead(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 200).trim()
  if (bytes.length === 0) return 'an empty body'
  if (start === '' && bytes.length <= 200) return 'white space'
  if (start.startsWith('<')) return /^<(!doctype html|html)/i.test(start) ? 'HTML' : 'markup (HTML or XML)'
  if (/^[{[]/.test(start)) return `${bytes.length} bytes that begin like JSON but are wrong or cut off`
  return `${bytes.length} bytes of something else`
}
