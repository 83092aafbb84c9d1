import { InvalidBodyError, RefusedSearchError } from './errors.ts'
import { parseExactly } from './exact-json.ts'
import { jsonShape } from './json-depth.ts'
import { isObject } from './json-object.ts'

/** A search as the caller sent it. */
export interface ParsedSearch {
  /** The body's own text; `{}` for an empty body. */
  readonly text: string
  /** Its members, no number rounded. */
  readonly members: Record<string, unknown>
}

/** As `\u0000` is written. */
const MAX_BYTES_A_CHARACTER = 6

/**
 * Reads the body of a search. An empty body asks for everything.
 *
 * @throws {InvalidBodyError} If it is not UTF-8, not JSON or not an object.
 * @throws {RefusedSearchError} If its lists and objects are nested more than `maxDepth` deep, or its values are
 * more than `maxValues`, or a text is longer than any of `maxTextLength` characters can be.
 */
export function parseSearch(
  body: Uint8Array,
  {
    maxDepth,
    maxValues = Number.POSITIVE_INFINITY,
    maxTextLength = Number.POSITIVE_INFINITY,
  }: { maxDepth: number; maxValues?: number; maxTextLength?: number },
): ParsedSearch {
  const maxStringBytes = maxTextLength * MAX_BYTES_A_CHARACTER
  const { depth, values, longest } = jsonShape(body, { maxDepth, maxValues, maxStringBytes })
  if (depth > maxDepth) {
    throw new RefusedSearchError('body', `lists and objects are nested more than ${maxDepth} deep`)
  }
  if (values > maxValues) throw new RefusedSearchError('body', `it has more than ${maxValues} values`)
  if (longest > maxStringBytes) throw new RefusedSearchError('body', `a text may have ${maxTextLength} characters`)
  const text = decode(body)
  if (text.trim() === '') return { text: '{}', members: {} }
  const members = parse(text)
  if (!isObject(members)) throw new InvalidBodyError('Cannot read "body": it is JSON, but not an object')
  return { text, members }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch (cause) {
    throw new InvalidBodyError('Cannot read "body": it is not UTF-8', { cause })
  }
}

function parse(text: string): unknown {
  try {
    return parseExactly(text)
  } catch (cause) {
    // the parser's own message repeats a piece of the body
    throw new InvalidBodyError('Cannot read "body": it is not JSON', { cause })
  }
}
