import { expect, test } from 'vitest'
import { textOf } from './html.ts'
import { formatMoment, relativeTime, timeElement } from './time-element.ts'

const now = Date.UTC(2026, 10, 21, 12)

test.each([
  [200, 'now'],
  [12_300, '12 s ago'],
  [59_600, '1 min ago'],
  [3 * 3_600_000, '3 h ago'],
  [50 * 3_600_000, '2 d ago'],
  [-61_000, 'in 1 min'],
])('relativeTime() of %d ms before now is "%s"', (ms, said) => {
  expect(relativeTime(now - ms, now)).toBe(said)
})

test('timeElement() carries the exact moment, and shows what is no time as it is', () => {
  expect(textOf(timeElement(now - 5_000, now))).toBe(
    '<time datetime="2026-11-21T11:59:55.000Z" title="21 Nov 2026, 11:59:55 UTC">5 s ago</time>',
  )
  expect(textOf(timeElement('<yesterday>', now))).toBe('&lt;yesterday&gt;')
  expect(formatMoment('never')).toBe('never')
})
