import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.parse('2024-05-01T12:00:00Z')

test.each([
  [null, undefined],
  ['', undefined],
  ['0', 0],
  ['120', 120_000],
  [' 5 ', 5000],
  ['-5', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['99999999999999999999', undefined],
  ['soon', undefined],
  ['2024-05-01', undefined],
  ['Wed, 01 May 2024 12:00:30 GMT', 30_000],
  ['Wednesday, 01-May-24 12:00:30 GMT', undefined],
  ['Wed May  1 12:00:30 2024 GMT', 30_000],
  ['Wed, 01 May 2024 11:59:00 GMT', 0],
  ['Wed, 99 May 2024 12:00:30 GMT', undefined],
])('retryAfterMs(%j) is %j', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})
