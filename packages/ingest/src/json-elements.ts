const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d

/**
 * Finds the elements of a list that is a member of a JSON object, each as the bytes that it is written with. Of several
 * members of that name the last counts, as in `JSON.parse`.
 *
 * @param json One JSON object that is known to be valid.
 * @returns `[]` where the member is missing or no list.
 */
export function elementsOf(json: Uint8Array, member: string): readonly Uint8Array[] {
  let list: { start: number; end: number } | undefined
  for (let at = skipSpace(json, skipSpace(json, 0) + 1); json[at] === QUOTE; ) {
    const keyEnd = skipValue(json, at)
    const isMember = JSON.parse(textOf(json, at, keyEnd)) === member
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1)
    const end = skipValue(json, start)
    if (isMember) list = json[start] === OPEN_ARRAY ? { start, end } : undefined
    at = skipSpace(json, end)
    if (json[at] === COMMA) at = skipSpace(json, at + 1)
  }
  const elements: Uint8Array[] = []
  for (let at = list ? skipSpace(json, list.start + 1) : 0; list && at < list.end - 1; ) {
    const end = skipValue(json, at)
    elements.push(json.subarray(at, end))
    at = skipSpace(json, end)
    if (json[at] === COMMA) at = skipSpace(json, at + 1)
  }
  return elements
}

/** @returns Where the value that starts at `from` ends. */
function skipValue(json: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at]
    if (byte === QUOTE) {
      at = endOfString(json, at) - 1
      if (depth === 0) return at + 1
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      // of a number or a word, this is the end of what it is in
      if (depth === 0) return at
      depth -= 1
      if (depth === 0) return at + 1
    } else if (depth === 0 && (byte === COMMA || byte === COLON || isSpace(byte))) return at
  }
  return json.length
}

function endOfString(json: Uint8Array, from: number): number {
  for (let at = from + 1; at < json.length; at += 1) {
    if (json[at] === BACKSLASH) at += 1
    else if (json[at] === QUOTE) return at + 1
  }
  return json.length
}

function skipSpace(json: Uint8Array, from: number): number {
  let at = from
  while (isSpace(json[at])) at += 1
  return at
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

function textOf(json: Uint8Array, start: number, end: number): string {
  return Buffer.from(json.buffer, json.byteOffset + start, end - start).toString()
}
