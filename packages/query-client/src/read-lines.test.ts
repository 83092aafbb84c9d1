import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLines } from './read-lines.ts'

const options = {
  maxLineBytes: 1_000,
  tooLong: () => new Error('too long'),
  cutOff: () => new Error('cut off'),
  read: (reader: ReadableStreamDefaultReader<Uint8Array>) => reader.read(),
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const line of lines) found.push(line)
  return found
}

function bodyOf(chunks: readonly Uint8Array[], onCancel?: () => void): ReadableStream<Uint8Array> {
  const left = [...chunks]
  return new ReadableStream({
    pull(controller) {
      const next = left.shift()
      if (next) controller.enqueue(next)
      else controller.close()
    },
    cancel: () => onCancel?.(),
  })
}

test('readLines() finds the same lines wherever the text is cut into chunks', async () => {
  const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).map((line) => line.replace(/\n/g, ' ')))
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(30)), async (expected, cuts) => {
      const bytes = new TextEncoder().encode(expected.map((line) => `${line}\n`).join(''))
      const chunks: Uint8Array[] = []
      let from = 0
      for (const cut of cuts) {
        chunks.push(bytes.subarray(from, from + cut))
        from += cut
      }
      chunks.push(bytes.subarray(from))
      expect(await all(readLines(bodyOf(chunks), options))).toEqual(expected)
    }),
  )
})

test('readLines() takes no line that is cut off, and none that is too long', async () => {
  const read = (text: string) => all(readLines(bodyOf([new TextEncoder().encode(text)]), options))
  await expect(read('{"a":1}\n{"b"')).rejects.toThrow('cut off')
  await expect(read('x'.repeat(1_001))).rejects.toThrow('too long')
})

test('readLines() ends the answer when its loop is left', async () => {
  let isCancelled = false
  const chunks = Array.from({ length: 9 }, () => new TextEncoder().encode('a\n'))
  const body = bodyOf(chunks, () => {
    isCancelled = true
  })
  for await (const line of readLines(body, options)) {
    expect(line).toBe('a')
    break
  }
  expect(isCancelled).toBe(true)
})
