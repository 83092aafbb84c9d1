import { expect, test } from 'vitest'
import { createSeenFilter } from './seen-filter.ts'

/** Numbers that look as checksums do. */
const sum = (n: number) => Math.imul(n + 1, 0x9e37_79b1) >>> 0

test.each([1, 1_000, 100_000])('createSeenFilter(%d) has what was added, and hardly anything else', (expected) => {
  const filter = createSeenFilter(expected)
  const added = 20_000
  for (let n = 0; n < added; n += 1) filter.add(sum(n))
  expect(filter.size).toBeGreaterThan(added * 0.999)
  expect(Array.from({ length: added }, (_, n) => filter.has(sum(n))).every(Boolean)).toBe(true)
  let mistaken = 0
  for (let n = added; n < 120_000; n += 1) if (filter.has(sum(n))) mistaken += 1
  expect(mistaken).toBeLessThan(50)
})

test('add() says whether it was new', () => {
  const filter = createSeenFilter()
  expect([filter.add(7), filter.add(7), filter.add(8), filter.size]).toEqual([true, false, true, 2])
})
