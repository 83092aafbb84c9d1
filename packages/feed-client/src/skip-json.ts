/** UTF-8 JSON that is walked over, and how far that may go. */
export interface JsonText {
  readonly bytes: Buffer
  /** The same, four bytes a word, from the first place where a word may begin. */
  readonly words: Int32Array
  /** Of the bytes below U+0020, the first that is not yet passed; the end if there is none. */
  nextControl: number
  /** Of the backslashes, likewise. A string before both ends at the next quote, and is valid. */
  nextBackslash: number
  /** How many arrays and objects may lie within each other. */
  readonly maxNesting: number
  /** How many arrays and objects may still come. */
  partsLeft: number
  /** Whether the array or object at each level of nesting is an object. */
  readonly areObjects: boolean[]
}

/**
 * What is returned in place of an end, where there is none: the text is not JSON, is nested too deep, or has too many
 * parts. Larger than any position, so that every loop ends.
 */
export const notJson: number = Number.MAX_SAFE_INTEGER
export const tooDeep: number = Number.MAX_SAFE_INTEGER - 1
export const tooMany: number = Number.MAX_SAFE_INTEGER - 2

export const quote = 0x22
export const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
export const openBracket = 0x5b
export const closeBracket = 0x5d
export const openBrace = 0x7b
export const closeBrace = 0x7d

/** @param bytes Valid UTF-8, without byte order mark. */
export function jsonText(bytes: Buffer, { maxNesting, maxParts }: { maxNesting: number; maxParts: number }): JsonText {
  const before = -bytes.byteOffset & 3
  const words =
    bytes.length < before
      ? new Int32Array(0)
      : new Int32Array(bytes.buffer, bytes.byteOffset + before, (bytes.length - before) >> 2)
  return {
    bytes,
    words,
    nextControl: -1,
    nextBackslash: -1,
    maxNesting,
    partsLeft: maxParts,
    areObjects: [],
  }
}

/**
 * Finds where a JSON value ends, without recursion and without making anything of it. Says that it is JSON if, and only
 * if, `JSON.parse` would.
 *
 * @param start Where it begins.
 * @param nesting How many arrays and objects hold it.
 * @returns The position after it; or {@link notJson}, {@link tooDeep} or {@link tooMany}.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function skipValue(json: JsonText, start: number, nesting: number): number {
  const { bytes, areObjects } = json
  let level = nesting
  let at = start
  for (;;) {
    const first = bytes[at]
    if (first === quote) at = skipString(json, at)
    else if (first === openBrace || first === openBracket) {
      level += 1
      if (level > json.maxNesting) return tooDeep
      json.partsLeft -= 1
      if (json.partsLeft < 0) return tooMany
      const isObject = first === openBrace
      areObjects[level] = isObject
      at = skipSpace(bytes, at + 1)
      if (bytes[at] !== (isObject ? closeBrace : closeBracket)) {
        if (isObject) at = skipName(json, at)
        continue
      }
      level -= 1
      at += 1
    } else at = skipScalar(bytes, at)
    // a value has ended, and whatever ends with it
    for (;;) {
      if (level === nesting) return at
      at = skipSpace(bytes, at)
      const isObject = areObjects[level] as boolean
      const next = bytes[at]
      if (next === comma) {
        at = skipSpace(bytes, at + 1)
        if (isObject) at = skipName(json, at)
        break
      }
      if (next !== (isObject ? closeBrace : closeBracket)) return notJson
      level -= 1
      at += 1
    }
  }
}

function skipName(json: JsonText, start: number): number {
  return json.bytes[start] === quote ? skipColon(json.bytes, skipString(json, start)) : notJson
}

/** @returns Where a member's value begins, or {@link notJson}. */
export function skipColon(bytes: Buffer, nameEnd: number): number {
  const at = skipSpace(bytes, nameEnd)
  return bytes[at] === colon ? skipSpace(bytes, at + 1) : notJson
}

/** @returns The position after the closing quote, or {@link notJson}. */
export function skipString(json: JsonText, start: number): number {
  const { bytes } = json
  if (json.nextBackslash < start) json.nextBackslash = find(bytes, backslash, start)
  if (json.nextControl < start) json.nextControl = findControl(json, start)
  const end = nextQuote(bytes, start + 1)
  return end < json.nextBackslash && end < json.nextControl ? end + 1 : skipAnyString(bytes, start + 1)
}

/** Finds a byte below U+0020, sixteen at a time. */
function findControl({ bytes, words }: JsonText, from: number): number {
  const firstWord = words.byteOffset - bytes.byteOffset
  let at = from
  for (; ((at - firstWord) & 3) !== 0; at += 1) if ((bytes[at] ?? 0) < 0x20) return Math.min(at, bytes.length)
  for (let index = (at - firstWord) >> 2; index + 3 < words.length; index += 4) {
    const some = controlBits(words[index]) | controlBits(words[index + 1])
    const others = controlBits(words[index + 2]) | controlBits(words[index + 3])
    if (((some | others) & 0x80808080) !== 0) break
    at += 16
  }
  while (at < bytes.length && (bytes[at] as number) >= 0x20) at += 1
  return at
}

/** Highest bits of bytes are set if, and only if, a byte of the word is below U+0020; the other bits mean nothing. */
function controlBits(word = 0): number {
  return (word - 0x20202020) & ~word
}

/** Up to here bytes are looked at one by one, further on `indexOf` is faster. */
const nearBytes = 32

function nextQuote(bytes: Buffer, start: number): number {
  const near = Math.min(start + nearBytes, bytes.length)
  for (let at = start; at < near; at += 1) if (bytes[at] === quote) return at
  return find(bytes, quote, near)
}

function find(bytes: Buffer, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from)
  return at === -1 ? bytes.length : at
}

function skipAnyString(bytes: Buffer, start: number): number {
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] as number
    if (byte === quote) return at + 1
    if (byte < 0x20) return notJson
    if (byte === backslash) {
      at += 1
      const escaped = bytes[at]
      if (escaped === 0x75) {
        for (const last = at + 4; at < last; at += 1) if (!isHexDigit(bytes[at + 1])) return notJson
      } else if (!isEscape(escaped)) return notJson
    }
  }
  return notJson
}

/** `"`, `\`, `/`, b, f, n, r, t */
function isEscape(byte: number | undefined): boolean {
  switch (byte) {
    case quote:
    case backslash:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true
    default:
      return false
  }
}

function isHexDigit(byte = 0): boolean {
  const letter = byte | 0x20
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66)
}

function isDigit(byte = 0): boolean {
  return byte >= 0x30 && byte <= 0x39
}

const words = { 116: Buffer.from('true'), 102: Buffer.from('false'), 110: Buffer.from('null') }

/** A number, `true`, `false` or `null`. */
function skipScalar(bytes: Buffer, start: number): number {
  const first = bytes[start]
  if (first === 0x74 || first === 0x66 || first === 0x6e) {
    const word = words[first]
    for (let index = 1; index < word.length; index += 1) if (bytes[start + index] !== word[index]) return notJson
    return start + word.length
  }
  let at = first === 0x2d ? start + 1 : start
  if (bytes[at] === 0x30) at += 1
  else at = skipDigits(bytes, at)
  if (bytes[at] === 0x2e) at = skipDigits(bytes, at + 1)
  if (((bytes[at] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[at + 1]
    at = skipDigits(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1)
  }
  return at
}

/** At least one. */
function skipDigits(bytes: Buffer, start: number): number {
  let at = start
  while (isDigit(bytes[at])) at += 1
  return at === start ? notJson : at
}

export function skipSpace(bytes: Buffer, start: number): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at += 1
  }
  return at
}
