import { expect, test } from 'vitest'
import { passProgress } from './pass-progress.ts'

const since = '2026-11-21T12:00:00.000Z'
const at = (ms: number) => Date.parse(since) + ms
const running = { since, pages: 1, activities: 250, expectedActivities: 1_000 }

test('passProgress() expects the rest to be as fast as what was read', () => {
  expect(passProgress(running, at(10_000))).toEqual({ elapsedMs: 10_000, share: 0.25, leftMs: 30_000 })
})

test.each([
  ['the first pass', { ...running, expectedActivities: undefined }, 10_000, { elapsedMs: 10_000 }],
  ['a feed that was empty', { ...running, expectedActivities: 0 }, 10_000, { elapsedMs: 10_000 }],
  ['hardly begun', { ...running, activities: 10 }, 10_000, { elapsedMs: 10_000, share: 0.01 }],
  ['just begun', running, 400, { elapsedMs: 400, share: 0.25 }],
  ['more than before', { ...running, activities: 1_200 }, 10_000, { elapsedMs: 10_000, share: 0.99 }],
  ['a clock that is behind', running, -50, { elapsedMs: 0, share: 0.25 }],
])('passProgress() does not guess the time left: %s', (_, pass, ms, expected) => {
  expect(passProgress(pass, at(ms))).toEqual(expected)
})
