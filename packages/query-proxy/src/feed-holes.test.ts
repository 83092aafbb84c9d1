import { expect, test } from 'vitest'
import { numbersSearch, readHoles } from './feed-holes.ts'

const ranges = { one: { after: 3, upTo: 6 }, two: { after: -1, upTo: 0 } }

test('numbersSearch() asks for the numbers of each index in its range', () => {
  const { query, aggs, size } = JSON.parse(numbersSearch(ranges)) as {
    query: { bool: { should: { bool: { filter: unknown[] } }[] } }
    aggs: { indexes: { terms: { size: number }; aggs: { numbers: { terms: { size: number } } } } }
    size: number
  }
  expect(size).toBe(0)
  expect(query.bool.should.map(({ bool }) => bool.filter)).toEqual([
    [{ term: { _index: 'one' } }, { range: { _seq_no: { gt: 3, lte: 6 } } }],
    [{ term: { _index: 'two' } }, { range: { _seq_no: { gt: -1, lte: 0 } } }],
  ])
  expect([aggs.indexes.terms.size, aggs.indexes.aggs.numbers.terms.size]).toEqual([2, 3])
})

test('readHoles() tells which numbers are missing', () => {
  const buckets = [{ key: 'one', numbers: { buckets: [{ key: 4 }, { key: 6 }] } }]
  expect(readHoles(JSON.stringify({ aggregations: { indexes: { buckets } } }), ranges)).toEqual({ one: [5], two: [0] })
  expect(() => readHoles('{}', ranges)).toThrow('it has no indexes')
})
