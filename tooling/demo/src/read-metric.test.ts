import { expect, test } from 'vitest'
import { readMetric } from './read-metric.ts'

const text = `# HELP a_total things
# TYPE a_total counter
a_total{feed="x",ingest_type="full"} 2
a_total{ingest_type="full",feed="y"} 3.5
a_total{feed="x",ingest_type="updates"} 7
a_total_more 11
b 1e3 1795250287000`

test('readMetric() sums the series that carry all labels', () => {
  expect(readMetric(text, 'a_total', { ingest_type: 'full' })).toBe(5.5)
  expect(readMetric(text, 'a_total', { ingest_type: 'full', feed: 'x' })).toBe(2)
  expect(readMetric(text, 'a_total')).toBe(12.5)
})

test('readMetric() reads a value before a timestamp, and 0 where nothing is', () => {
  expect(readMetric(text, 'b')).toBe(1000)
  expect(readMetric(text, 'c')).toBe(0)
})
