import { expect, test } from 'vitest'
import { InvalidBodyError, RefusedSearchError } from './errors.ts'
import { defaultSearchLimits } from './limits.ts'
import { plainSearchWriter, threadSearchWriter } from './search-writer.ts'
import type { SearchTask } from './write-search.ts'

const task: SearchTask = {
  use: { type: 'search' },
  alias: 'a',
  key: { permissions: { a: [{ type: 'terms', field: 'kind', values: ['pub'] }] } },
  limits: defaultSearchLimits,
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const ids = (count: number): string => Array.from({ length: count }, (_, n) => `"id-${n}"`).join(',')

/** What is written, or what a caller would be told. */
async function outcome(work: () => string | Promise<string>): Promise<unknown> {
  try {
    return await work()
  } catch (error) {
    const { name, message } = error as Error
    if (error instanceof RefusedSearchError) return { name, message, path: error.path, reason: error.reason }
    return { name, message, isInvalid: error instanceof InvalidBodyError }
  }
}

test.each<[string, string, Partial<SearchTask>]>([
  ['a search', `{"size":1,"query":{"terms":{"id":[${ids(2_000)}]}}}`, {}],
  ['numbers that a double cannot hold', `{"query":{"terms":{"n":[1.0,12345678901234567890,1e400]}}}`, {}],
  ['a count', '{"query":{"term":{"a":1}}}', { use: { type: 'count' } }],
  ['a stream', '{"query":{"term":{"a":1}}}', { use: { type: 'stream' } }],
  ['a page', '{"size":7}', { use: { type: 'page', after: ['x', 1] } }],
  ['a refused clause', '{"query":{"script":{}}}', {}],
  ['a count of more than a query', '{"size":1}', { use: { type: 'count' } }],
  ['a search of too many values', '{"size":[1,2,3,4]}', { limits: { ...defaultSearchLimits, maxValues: 3 } }],
  ['no JSON', '{"size":', {}],
  ['no UTF-8', '\xff', {}],
])('threadSearchWriter() writes the same of %s as is written at once', async (_what, body, given) => {
  await using writer = threadSearchWriter({ minBytes: 0 })
  const asked = { ...task, ...given }
  const sent = body === '\xff' ? new Uint8Array([0xff]) : bytes(body)
  const here = await outcome(() => plainSearchWriter.write(sent.slice(), asked))
  const there = await outcome(() => writer.write(sent.slice(), asked))
  expect(there).toEqual(here)
  expect(there).not.toMatchObject({ isInvalid: false })
})

test('threadSearchWriter() writes short searches at once, and many long ones each to whom asked', async () => {
  await using writer = threadSearchWriter({ minBytes: 20 })
  expect(writer.write(bytes('{"size":1}'), task)).toMatch(/^\{"size":1,"query"/)
  const texts = await Promise.all(
    Array.from({ length: 20 }, (_, n) => Promise.resolve(writer.write(bytes(`{"from":${n},"size":   10}`), task))),
  )
  expect(texts.map((text) => (JSON.parse(text) as { from: number }).from)).toEqual([...texts.keys()])
})

test('threadSearchWriter() takes a body that is a part of other memory', async () => {
  await using writer = threadSearchWriter({ minBytes: 0 })
  const all = bytes('xx{"size":3}')
  expect(await writer.write(all.subarray(2), task)).toMatch(/^\{"size":3,/)
  expect(all.byteLength).toBe(12)
  const pooled = Buffer.from('{"size":4}')
  expect(await writer.write(pooled, task)).toMatch(/^\{"size":4,/)
  expect(pooled.toString()).toBe('{"size":4}')
})

test('threadSearchWriter() gives up a thread that takes too long, and starts another for the next large body', async () => {
  let started = 0
  const count = (): void => {
    started += 1
  }
  process.on('worker', count)
  await using writer = threadSearchWriter({ minBytes: 20, timeoutMs: 1 })
  const long = bytes(`{"query":{"terms":{"id":[${ids(60_000)}]}}}`)
  const gaveUp = 'Cannot write the search: the thread that reads large bodies ended'
  expect(await outcome(() => writer.write(long, task))).toMatchObject({ message: gaveUp })
  expect(writer.write(bytes('{"size":1}'), task)).toContain('"size":1')
  expect(started).toBe(1)
  const again = bytes(`{"query":{"terms":{"id":[${ids(60_000)}]}}}`)
  expect(await outcome(() => writer.write(again, task))).toMatchObject({ message: gaveUp })
  expect(started).toBe(2)
  process.off('worker', count)
})

test('threadSearchWriter() leaves no search waiting when it is over', async () => {
  const writer = threadSearchWriter({ minBytes: 0 })
  const waiting = outcome(() => writer.write(bytes('{}'), task))
  await writer[Symbol.asyncDispose]()
  expect(await waiting).toMatchObject({ message: expect.stringContaining('ended') as string })
  expect(writer.write(bytes('{"size":1}'), task)).toContain('"size":1')
})
