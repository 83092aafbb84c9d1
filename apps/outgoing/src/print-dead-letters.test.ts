import { UsageError } from '@as/service'
import { expect, test } from 'vitest'
import { printDeadLetters, readArguments } from './print-dead-letters.ts'

const letter = {
  key: 'k',
  feed: 'data_hub',
  alias: 'objects',
  id: `evil\u001b[31m\u202eid ${'x'.repeat(99)}`,
  url: 'http://source/3',
  pass: '2026-01-01T00:00:00.000Z',
  ingest: 'full',
  reason: 'mapper_parsing_exception: no',
  body: '{"a":"\u001b[31m"}',
  bytes: 12,
  firstAt: '2026-01-01T00:00:00.000Z',
  lastAt: '2026-01-02T03:04:05.678Z',
} as const

async function printed(json: boolean, deadLetters = [letter]): Promise<string[]> {
  const lines: string[] = []
  await printDeadLetters({
    deadLetters: { list: async () => ({ total: deadLetters.length, deadLetters }) },
    feeds: ['data_hub'],
    json,
    write: async (line) => void lines.push(line),
    signal: new AbortController().signal,
  })
  return lines
}

test('readArguments() takes a feed and --json, in any order', () => {
  expect(readArguments([], ['a', 'b'])).toEqual({ feeds: ['a', 'b'], json: false })
  expect(readArguments(['b', '--json'], ['a', 'b'])).toEqual({ feeds: ['b'], json: true })
})

test('readArguments() says what there is', () => {
  expect(() => readArguments(['c'], ['a', 'b'])).toThrow(/No feed "c" is configured; there are a, b\nUsage: /)
  expect(() => readArguments(['--jsno'], ['a'])).toThrow(UsageError)
})

test('printDeadLetters() writes a table for people, whatever is in the ids', async () => {
  const [headings, row, summary] = await printed(false)
  expect(headings).toMatch(/^FEED +LAST REFUSED +INDEX +ID +BYTES +PAGE +REASON$/)
  expect(row).toMatch(/^data_hub +2026-01-02T03:04:05Z +objects +evil�\[31m�id x+… +12 +http:\/\/source\/3 +mapper/)
  expect(summary).toBe('1 in all; --json shows the documents.')
  expect(await printed(false, [])).toEqual(['There are no dead letters.'])
})

test('printDeadLetters() writes NDJSON for programs, documents and all', async () => {
  const lines = await printed(true)
  expect(lines.map((line) => JSON.parse(line))).toEqual([letter])
  expect(await printed(true, [])).toEqual([])
})
