import type { DeadLetter, DeadLetters } from '@as/ingest'
import { expect, test } from 'vitest'
import { allDeadLetters, listDeadLetters } from './list-dead-letters.ts'

const letter = (n: number, body = '{}'): DeadLetter => ({
  key: `k${n}`,
  feed: 'f',
  url: 'http://source/',
  pass: '2026-01-01T00:00:00.000Z',
  ingest: 'full',
  reason: 'no',
  body,
  bytes: body.length,
  firstAt: '2026-01-01T00:00:00.000Z',
  lastAt: '2026-01-01T00:00:00.000Z',
})

function keeping(letters: readonly DeadLetter[]): Pick<DeadLetters, 'list'> & { limits: number[] } {
  const limits: number[] = []
  return {
    limits,
    async list(_feed, { limit, after = '0' }) {
      limits.push(limit)
      const end = Number(after) + limit
      const next = end < letters.length ? { next: `${end}` } : {}
      return { total: letters.length, deadLetters: letters.slice(Number(after), end), ...next }
    },
  }
}

test('listDeadLetters() joins what it asks for in small portions', async () => {
  const kept = keeping(Array.from({ length: 30 }, (_, n) => letter(n)))
  const page = await listDeadLetters(kept, 'f', { limit: 12 })
  expect(page.deadLetters.map(({ key }) => key)).toEqual(Array.from({ length: 12 }, (_, n) => `k${n}`))
  expect(page).toMatchObject({ total: 30, next: '12' })
  expect(kept.limits).toEqual([5, 5, 2])
  expect(await listDeadLetters(kept, 'f', { limit: 100, after: '28' })).toMatchObject({
    deadLetters: [{ key: 'k28' }, { key: 'k29' }],
    next: undefined,
  })
})

test('listDeadLetters() ends a page whose bodies are long', async () => {
  const kept = keeping(Array.from({ length: 30 }, (_, n) => letter(n, 'x'.repeat(1024 * 1024))))
  const { deadLetters, next } = await listDeadLetters(kept, 'f', { limit: 30 })
  expect([deadLetters.length, next]).toEqual([5, '5'])
})

test('allDeadLetters() goes through all pages', async () => {
  const keys: string[] = []
  for await (const { key } of allDeadLetters(keeping(Array.from({ length: 13 }, (_, n) => letter(n))), 'f'))
    keys.push(key)
  expect(keys).toHaveLength(13)
  for await (const letter of allDeadLetters(keeping([]), 'f')) throw new Error(letter.key)
})
