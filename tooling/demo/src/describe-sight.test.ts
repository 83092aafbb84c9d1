import { expect, test } from 'vitest'
import { describeSight } from './describe-sight.ts'

const sight = { searchable: 3612, newestAgeMs: 1340, passes: 1, read: 4812 }

test('describeSight() shows how far the pass that goes on is', () => {
  expect(describeSight(sight, 3612)).toBe(
    '2 feeds · 3,612 activities searchable · pass 2: 1,200 read · newest 1.3 s old',
  )
})

test('describeSight() counts passes between them', () => {
  expect(describeSight(sight, 4812)).toContain('· 1 pass done ·')
  expect(describeSight({ ...sight, passes: 2 }, 4812)).toContain('· 2 passes done ·')
})

test.each([
  [undefined, 'none seen yet'],
  [-20, 'newest 0.0 s old'],
  [59_940, 'newest 59.9 s old'],
  [600_000, 'newest 10 min old'],
  [7_200_000, 'newest 2 h old'],
])('describeSight() gives an age of %s ms in a fitting unit', (newestAgeMs, shown) => {
  expect(describeSight({ ...sight, newestAgeMs }, 0)).toMatch(new RegExp(`${shown}$`))
})
