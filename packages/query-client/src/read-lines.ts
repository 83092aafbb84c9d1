/** How lines are read. */
export interface LineOptions {
  /** Longest line, in bytes. */
  readonly maxLineBytes: number
  readonly tooLong: () => Error
  /** What to throw when the text ends in the middle of a line. */
  readonly cutOff: () => Error
  /** Reads the next chunk, within a time. */
  readonly read: (
    reader: ReadableStreamDefaultReader<Uint8Array>,
  ) => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
}

const LINE_BREAK = 0x0a

/**
 * Reads text line by line, each without its line break, as it is wanted. Leaving the loop ends the reading.
 *
 * @throws What the options make, and what reading throws when the text breaks off.
 */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
  { maxLineBytes, tooLong, cutOff, read }: LineOptions,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let begun: Uint8Array[] = []
  let begunBytes = 0
  try {
    for (;;) {
      const { done, value } = await read(reader)
      if (done || !value) {
        if (begunBytes > 0) throw cutOff()
        return
      }
      let from = 0
      for (let to = value.indexOf(LINE_BREAK); to >= 0; to = value.indexOf(LINE_BREAK, from)) {
        const line = joined([...begun, value.subarray(from, to)])
        begun = []
        begunBytes = 0
        from = to + 1
        yield decoder.decode(line)
      }
      begun.push(value.subarray(from))
      begunBytes += value.length - from
      if (begunBytes > maxLineBytes) throw tooLong()
    }
  } finally {
    // what is left is not wanted; a body that broke off has nothing left
    reader.cancel().catch(() => undefined)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only = new Uint8Array()] = parts
  if (parts.length <= 1) return only
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
