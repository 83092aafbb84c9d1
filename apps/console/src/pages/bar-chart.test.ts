import { expect, test } from 'vitest'
import { barChart } from './bar-chart.ts'
import { textOf } from './html.ts'

test('barChart() draws bars to scale, and the smallest so that it can be seen', () => {
  const drawn = textOf(
    barChart(
      [
        { name: '<a>', value: 1_000 },
        { name: 'b', value: 1 },
        { name: 'c', value: 0 },
      ],
      { label: 'l' },
    ),
  )
  expect([...drawn.matchAll(/ height="([\d.]+)"/g)].map(([, height]) => Number(height))).toEqual([80, 1.5, 0])
  expect(drawn).toContain('<title>&lt;a&gt;: 1,000</title>')
})

test('barChart() draws nothing of nothing', () => {
  expect(textOf(barChart([], { label: 'l' }))).toBe('')
})
