const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPENING_LIST = 0x5b
const CLOSING_LIST = 0x5d
const OPENING_OBJECT = 0x7b
const CLOSING_OBJECT = 0x7d

/** How a JSON text is built. */
export interface JsonShape {
  /** How deep lists and objects are nested: `{}` is 1 deep. */
  readonly depth: number
  /** How many lists and objects there are, and how many commas in them: about as many as values. */
  readonly values: number
  /** How long the longest string is, as written, in bytes. */
  readonly longest: number
}

/**
 * Measures a JSON text over its UTF-8 bytes without parsing it: a parser takes a million levels,
 * and what walks or writes the result then runs out of stack. Stops as soon as one of the limits is passed.
 */
export function jsonShape(
  bytes: Uint8Array,
  {
    maxDepth,
    maxValues = Number.POSITIVE_INFINITY,
    maxStringBytes = Number.POSITIVE_INFINITY,
  }: { maxDepth: number; maxValues?: number; maxStringBytes?: number },
): JsonShape {
  let depth = 0
  let deepest = 0
  let values = 0
  let longest = 0
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (byte === QUOTE) {
      const close = closingQuote(bytes, index)
      longest = Math.max(longest, close - index - 1)
      if (longest > maxStringBytes) break
      index = close
    } else if (byte === OPENING_LIST || byte === OPENING_OBJECT) {
      depth += 1
      values += 1
      if (depth > deepest) deepest = depth
      if (deepest > maxDepth || values > maxValues) break
    } else if (byte === CLOSING_LIST || byte === CLOSING_OBJECT) depth -= 1
    else if (byte === COMMA) {
      values += 1
      if (values > maxValues) break
    }
  }
  return { depth: deepest, values, longest }
}

/** Bytes of a string that are looked at one by one: most strings end before a jump would pay. */
const NEAR = 32

/** Where the string that opens at `from` closes; the end of the text if it does not. */
function closingQuote(bytes: Uint8Array, from: number): number {
  const near = Math.min(bytes.length, from + NEAR)
  let at = from + 1
  while (at < near) {
    if (bytes[at] === QUOTE) return at
    at += bytes[at] === BACKSLASH ? 2 : 1
  }
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at)
    if (quote < 0) return bytes.length
    let backslashes = 0
    while (quote - backslashes > at && bytes[quote - backslashes - 1] === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return quote
    at = quote + 1
  }
}
