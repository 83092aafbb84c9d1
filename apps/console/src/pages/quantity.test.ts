import { expect, test } from 'vitest'
import { formatBytes, formatCount, formatCounted, formatDuration, formatRate } from './quantity.ts'

test('formatCount() and formatCounted() group by thousands and know one from many', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567')
  expect([0, 1, 2_000].map((count) => formatCounted(count, 'page'))).toEqual(['0 pages', '1 page', '2,000 pages'])
  expect(formatCounted(2, 'entry', 'entries')).toBe('2 entries')
})

test.each([
  [0, '0 ms'],
  [340.4, '340 ms'],
  [2_340, '2.3 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min'],
  [75_000, '1 min 15 s'],
  [3_599_700, '60 min'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
  [90_000_000, '1 d 1 h'],
  [-5, '0 ms'],
])('formatDuration(%d) is %s', (ms, said) => {
  expect(formatDuration(ms)).toBe(said)
})

test('formatRate() does not say none where there is little', () => {
  expect([0, 0.04, 1.25, 1234.5].map(formatRate)).toEqual(['0', '< 0.1', '1.3', '1,235'])
})

test('formatBytes() takes the unit that fits', () => {
  expect([999, 1_530, 5e9, 7e15].map(formatBytes)).toEqual(['999 B', '1.5 kB', '5 GB', '7,000 TB'])
})
