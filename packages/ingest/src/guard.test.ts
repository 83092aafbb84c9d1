import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Difference, defaultGuardLimits, findFault, type GuardFinding, isCloseCall } from './guard.ts'

const table: [Difference, GuardFinding | undefined][] = [
  [{ live: 0, next: 0, removed: 0, refused: 0 }, undefined],
  [{ live: 0, next: 10, removed: 0, refused: 10_000 }, undefined],
  [{ live: 500, next: 0, removed: 500, refused: 0 }, undefined],
  [{ live: 501, next: 0, removed: 501, refused: 0 }, 'removes-too-much'],
  [{ live: 2_000, next: 1_000, removed: 1_000, refused: 0 }, undefined],
  [{ live: 2_000, next: 999, removed: 1_001, refused: 0 }, 'removes-too-much'],
  [{ live: 2_000, next: 2_000, removed: 1_500, refused: 0 }, 'removes-too-much'],
  [{ live: 100_000, next: 99_400, removed: 600, refused: 0 }, undefined],
  [{ live: 20_000, next: 19_900, removed: 100, refused: 100 }, undefined],
  [{ live: 20_000, next: 19_899, removed: 101, refused: 101 }, undefined],
  [{ live: 20_000, next: 9_000, removed: 0, refused: 101 }, 'refuses-too-much'],
  [{ live: 50, next: 50, removed: 0, refused: 300 }, 'refuses-too-much'],
]

test.each(table)('findFault(%j) is %s', (difference, finding) => {
  expect(findFault(difference, defaultGuardLimits)).toBe(finding)
})

test('findFault() never holds what removes and refuses little', () => {
  const count = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(
      count,
      count,
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 100 }),
      (live, next, removed, refused) => {
        expect(findFault({ live, next, removed, refused }, defaultGuardLimits)).toBeUndefined()
      },
    ),
  )
})

test.each([
  // small feeds, and what the numbers alone decide
  [{ live: 500, next: 0, removed: 500 }, false],
  [{ live: 100_000, next: 10_000, removed: 90_000 }, false],
  // far from the limit
  [{ live: 100_000, next: 100_000, removed: 1_000 }, false],
  [{ live: 100_000, next: 100_000, removed: 99_000 }, false],
  // 50,000 may be removed, and an estimate of 200,000 ids may be 6,000 beside the truth
  [{ live: 100_000, next: 100_000, removed: 49_000 }, true],
  [{ live: 100_000, next: 60_000, removed: 51_000 }, true],
])('isCloseCall(%j) is %s', (difference, isClose) => {
  expect(isCloseCall(difference, defaultGuardLimits)).toBe(isClose)
})
