import { expect, test } from 'vitest'
import { textOf } from './html.ts'
import { sparkline, sparklinePaths } from './sparkline.ts'

const box = { width: 30, height: 12, places: 4, atLeast: 0 }

test('sparklinePaths() puts the newest at the right and zero at the bottom', () => {
  expect(sparklinePaths([0, 5, 10], box).line).toBe('M10 11L20 6L30 1')
  expect(sparklinePaths([0, 5, 10], box).area).toBe('M10 12L10 11L20 6L30 1L30 12Z')
})

test('sparklinePaths() leaves gaps, and draws nothing of nothing', () => {
  expect(sparklinePaths([1, 1, undefined, 1], box).line).toBe('M0 1L10 1')
  expect(sparklinePaths([], box)).toEqual({ line: '', area: '' })
  expect(sparklinePaths([0, 0], box).line).toBe('M20 11L30 11')
})

test('sparklinePaths() keeps small values low where the scale says so', () => {
  expect(sparklinePaths([1, 1], { ...box, atLeast: 10 }).line).toBe('M20 10L30 10')
})

test('sparkline() shows at most its capacity and escapes its label', () => {
  const svg = textOf(sparkline([1, 2, 3, 4, 5], { label: '"<now>"', capacity: 2, width: 10, height: 4 }))
  expect(svg).toContain('aria-label="&quot;&lt;now&gt;&quot;"')
  expect(svg).toContain('d="M0 1.4L10 1"')
})

test('sparkline() spreads a series over its width once there is enough of it', () => {
  const first = (count: number) =>
    /spark-line" d="M(\d+)/.exec(textOf(sparkline(Array(count).fill(1), { label: 'l' })))?.[1]
  expect([2, 12, 60, 200].map(first)).toEqual(['87', '0', '0', '0'])
})
