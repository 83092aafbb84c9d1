import { expect, test } from 'vitest'
import { createRateLimit } from './rate-limit.ts'

test('createRateLimit() lets one of a topic through every so often, and counts the others', () => {
  let now = 0
  const limit = createRateLimit({ everyMs: 100, now: () => now })
  expect(limit.take('a')).toEqual({ suppressed: 0 })
  expect(limit.take('b')).toEqual({ suppressed: 0 })
  now = 99
  expect([limit.take('a'), limit.take('a')]).toEqual([undefined, undefined])
  now = 100
  expect(limit.take('a')).toEqual({ suppressed: 2 })
  now = 200
  expect(limit.take('a')).toEqual({ suppressed: 0 })
})

test('createRateLimit() remembers a bounded number of topics', () => {
  const limit = createRateLimit({ everyMs: 100, now: () => 0 })
  for (let topic = 0; topic <= 1_000; topic += 1) limit.take(`${topic}`)
  expect(limit.take('1000')).toBeUndefined()
  expect(limit.take('0')).toBeDefined()
})
