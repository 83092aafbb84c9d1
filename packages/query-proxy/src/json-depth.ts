const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/**
 * How deep the lists and objects of a JSON text are nested, counted over its UTF-8 bytes without parsing it: a parser
 * takes a million levels, and what walks or writes the result then runs out of stack. `{}` is 1 deep.
 *
 * @returns The depth; a number above `limit` as soon as it is passed.
 */
export function jsonDepth(bytes: Uint8Array, limit: number): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number
    if (inString) {
      if (byte === BACKSLASH) index += 1
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (OPENING.has(byte)) {
      depth += 1
      if (depth > deepest) deepest = depth
      if (deepest > limit) return deepest
    } else if (CLOSING.has(byte)) depth -= 1
  }
  return deepest
}
