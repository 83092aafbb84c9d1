const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** How a JSON text is built. */
export interface JsonShape {
  /** How deep lists and objects are nested: `{}` is 1 deep. */
  readonly depth: number
  /** How many lists and objects there are, and how many commas in them: about as many as values. */
  readonly values: number
}

/**
 * Measures a JSON text over its UTF-8 bytes without parsing it: a parser takes a million levels,
 * and what walks or writes the result then runs out of stack. Stops as soon as one of the limits is passed.
 */
export function jsonShape(
  bytes: Uint8Array,
  { maxDepth, maxValues = Number.POSITIVE_INFINITY }: { maxDepth: number; maxValues?: number },
): JsonShape {
  let depth = 0
  let deepest = 0
  let values = 0
  let inString = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number
    if (inString) {
      if (byte === BACKSLASH) index += 1
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (OPENING.has(byte)) {
      depth += 1
      values += 1
      if (depth > deepest) deepest = depth
      if (deepest > maxDepth || values > maxValues) break
    } else if (CLOSING.has(byte)) depth -= 1
    else if (byte === COMMA) {
      values += 1
      if (values > maxValues) break
    }
  }
  return { depth: deepest, values }
}
