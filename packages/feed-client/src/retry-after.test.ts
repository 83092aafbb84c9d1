import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const now = Date.parse('2024-05-06T07:08:09Z')

describe('parseRetryAfter()', () => {
  it.each([
    ['0', 0],
    [' 30 ', 30_000],
    ['1.5', 1500],
    ['999999999999999', 999_999_999_999_999_000],
    ['Mon, 06 May 2024 07:08:19 GMT', 10_000],
    ['Monday, 06-May-24 07:08:19 GMT', 10_000],
    ['Mon May  6 07:08:19 2024', 10_000],
    ['Mon, 06 May 2024 07:00:00 GMT', 0],
    ['-5', undefined],
    ['', undefined],
    ['soon', undefined],
    ['Later, perhaps', undefined],
    ['2024', 2_024_000],
    ['1e3', undefined],
    [undefined, undefined],
  ])('reads %j as %j ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected)
  })
})
