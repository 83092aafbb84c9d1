import { expect, test } from 'vitest'
import { type FreshnessRecord, nextFreshness } from './freshness.ts'

/** Looks at 0, 1,000, 2,000, … */
function looks(...newest: readonly (number | undefined)[]): FreshnessRecord | undefined {
  return newest.reduce<FreshnessRecord | undefined>(
    (record, at, look) => nextFreshness(record, at, look * 1_000),
    undefined,
  )
}

test('nextFreshness() says nothing of what was there at the first look', () => {
  expect(looks(undefined, undefined)).toEqual({ newest: 0, arrivals: [] })
  expect(looks(-5, -5, undefined)).toEqual({ newest: -5, arrivals: [] })
})

test('nextFreshness() measures the first activity of a feed that had none', () => {
  expect(looks(undefined, 700)?.freshness).toMatchObject({ delayMs: 300, delays: [300] })
})

test('nextFreshness() measures from being published to being seen', () => {
  expect(looks(-5, 600, 1_900)?.freshness).toEqual({
    lastAt: 2_000,
    delayMs: 100,
    usualIntervalMs: undefined,
    delays: [400, 100],
  })
})

test('nextFreshness() leaves a gap where nothing new was found, and is not confused by what steps back', () => {
  expect(looks(-5, 600, undefined, 100, 3_900)?.freshness?.delays).toEqual([400, undefined, undefined, 100])
})

test('nextFreshness() takes a source whose clock is ahead for instant', () => {
  expect(looks(-5, 9_000)?.freshness?.delayMs).toBe(0)
})

test('nextFreshness() knows the usual interval after five arrivals, and forgets old delays', () => {
  const each = Array.from({ length: 100 }, (_, look) => look * 1_000 - 100)
  expect(looks(...each.slice(0, 5))?.freshness?.usualIntervalMs).toBeUndefined()
  expect(looks(...each.slice(0, 6))?.freshness?.usualIntervalMs).toBe(1_000)
  expect(looks(...each)?.freshness?.delays).toHaveLength(60)
})
