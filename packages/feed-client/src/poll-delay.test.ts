import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pollDelay } from './poll-delay.ts'

const limits = { minPollMs: 100, maxPollMs: 5000 }

describe('pollDelay()', () => {
  it('is the shortest at first and after news', () => {
    expect(pollDelay(0, false, limits, 1)).toBe(100)
    expect(pollDelay(5000, true, limits, 1)).toBe(100)
  })

  it('grows by half, a random fifth more or less', () => {
    expect([0, 0.5, 1].map((random) => Math.round(pollDelay(1000, false, limits, random)))).toEqual([1200, 1500, 1800])
  })

  it('stays within its bounds, and grows until the longest', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 100, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (last, random) => {
          const next = pollDelay(last, false, limits, random)
          expect(next).toBeGreaterThanOrEqual(Math.min(5000, last))
          expect(next).toBeLessThanOrEqual(5000)
        },
      ),
    )
  })
})
