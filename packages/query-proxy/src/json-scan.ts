/** Where a value is among the bytes of a JSON text: from `from` up to, without, `to`. */
export interface JsonRange {
  readonly from: number
  readonly to: number
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c

/**
 * The members of the object that begins at `at`, in their order. The text has to be JSON: this finds its way through
 * what OpenSearch wrote, so that documents can be passed on as they are.
 *
 * @throws {SyntaxError} If there is no object.
 */
export function membersAt(bytes: Uint8Array, at: number): Map<string, JsonRange> {
  const members = new Map<string, JsonRange>()
  let next = open(bytes, at, 0x7b)
  while (bytes[next] === QUOTE) {
    const nameEnd = endOfString(bytes, next)
    const name = JSON.parse(textOf(bytes, { from: next, to: nameEnd })) as string
    const from = space(bytes, expect(bytes, space(bytes, nameEnd), COLON))
    const to = endOfValue(bytes, from)
    members.set(name, { from, to })
    next = space(bytes, to)
    if (bytes[next] === COMMA) next = space(bytes, next + 1)
  }
  expect(bytes, next, 0x7d)
  return members
}

/** @throws {SyntaxError} If there is no list at `at`. */
export function elementsAt(bytes: Uint8Array, at: number): JsonRange[] {
  const elements: JsonRange[] = []
  let next = open(bytes, at, 0x5b)
  while (next < bytes.length && bytes[next] !== 0x5d) {
    const to = endOfValue(bytes, next)
    elements.push({ from: next, to })
    next = space(bytes, to)
    if (bytes[next] === COMMA) next = space(bytes, next + 1)
  }
  expect(bytes, next, 0x5d)
  return elements
}

/** The text of a range. */
export function textOf(bytes: Uint8Array, { from, to }: JsonRange): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString()
}

function endOfValue(bytes: Uint8Array, from: number): number {
  const first = bytes[from]
  if (first === QUOTE) return endOfString(bytes, from)
  if (first === 0x7b || first === 0x5b) return endOfContainer(bytes, from)
  let at = from
  while (at < bytes.length && !isDelimiter(bytes[at] as number)) at += 1
  if (at === from) throw unexpected(at)
  return at
}

function endOfContainer(bytes: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at) - 1
    else if (byte === 0x7b || byte === 0x5b) depth += 1
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  throw unexpected(bytes.length)
}

function endOfString(bytes: Uint8Array, from: number): number {
  let end = bytes.indexOf(QUOTE, from + 1)
  while (end >= 0) {
    let backslashes = 0
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return end + 1
    end = bytes.indexOf(QUOTE, end + 1)
  }
  throw unexpected(bytes.length)
}

function open(bytes: Uint8Array, at: number, bracket: number): number {
  return space(bytes, expect(bytes, space(bytes, at), bracket))
}

function expect(bytes: Uint8Array, at: number, byte: number): number {
  if (bytes[at] !== byte) throw unexpected(at)
  return at + 1
}

function space(bytes: Uint8Array, from: number): number {
  let at = from
  while (isSpace(bytes[at])) at += 1
  return at
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === 0x7d || byte === 0x5d || isSpace(byte)
}

/** Without the text: it holds documents. */
function unexpected(at: number): SyntaxError {
  return new SyntaxError(`Cannot read JSON: what is at byte ${at} does not belong there`)
}
