import { expect, test } from 'vitest'
import { RefusedSearchError } from './errors.ts'
import type { Permission } from './permission.ts'
import { restrictSearch } from './restrict-search.ts'

const some: Permission = { type: 'terms', field: 'kind', values: ['pub'] }
const all: Permission = { type: 'all' }

/** What a key that sees a part is told, and a key that sees everything. */
function refusals(body: unknown): string[] {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
  return [some, all].map((permission) => {
    try {
      restrictSearch(bytes, { alias: 'a', key: { permissions: { a: [permission] } } })
      return 'nothing'
    } catch (error) {
      if (error instanceof RefusedSearchError) return error.message
      throw error
    }
  })
}
const allowed = ['nothing', 'nothing']
const both = (message: RegExp): unknown => [expect.stringMatching(message), expect.stringMatching(message)] as unknown
const nested = (levels: number): string => `${'{"query":{"bool":{"must":['.repeat(levels)}`
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)
const aggregation = (kind: Record<string, unknown>): unknown => ({ size: 0, aggs: { a: kind } })

test('depth is refused before anything is parsed, for every key', () => {
  expect(refusals(nested(5_000))).toEqual(both(/"body": lists and objects are nested more than 50 deep/))
  expect(refusals('['.repeat(1_000_000))).toEqual(both(/more than 50 deep/))
  const bool = (levels: number): unknown => (levels === 0 ? { match_all: {} } : { bool: { must: [bool(levels - 1)] } })
  expect(refusals({ query: bool(15) })).toEqual(allowed)
  expect(refusals({ query: bool(17) })).toEqual(both(/more than 50 deep/))
})

test('values are counted before anything is parsed, for every key', () => {
  const refusal = both(/"body": it has more than 70000 values/)
  expect(refusals(`{"query":{"bool":{"should":[${times(50_000, '{"a":{}}').join()}]}}}`)).toEqual(refusal)
  expect(refusals(`{"query":{"terms":{"id":[${times(80_000, '1.0').join()}]}}}`)).toEqual(refusal)
})

test('query clauses are counted wherever they stand, for every key', () => {
  const query = { bool: { should: times(1_022, { term: { a: 1 } }) } }
  expect(refusals({ query })).toEqual(allowed)
  expect(refusals({ query, post_filter: { term: { a: 1 } } })).toEqual(allowed)
  expect(refusals({ query, post_filter: { constant_score: { filter: { term: { a: 1 } } } } })).toEqual(
    both(/post_filter\.constant_score\.filter": the search has more than 1024 clauses/),
  )
  expect(refusals({ query, aggs: { a: { filters: { filters: times(2, { term: { a: 1 } }) } } } })).toEqual(
    both(/more than 1024 clauses/),
  )
  expect(refusals({ query: { terms: { id: times(50_000, 'an-id') } } })).toEqual(allowed)
})

test.each([
  { terms: { field: 'a', size: 1_000_000 } },
  { terms: { field: 'a', size: '1e6' } },
  { terms: { field: 'a', size: '1000000d' } },
  { terms: { field: 'a', size: 1_000 }, aggs: { b: { terms: { field: 'b', size: 1_000 } } } },
  { composite: { size: 1_000_000, sources: [] } },
  { date_histogram: { field: 'a', fixed_interval: '1s', hard_bounds: { min: '2000-01-01', max: '2030-01-01' } } },
  { date_histogram: { field: 'a', calendar_interval: 'hour', extended_bounds: { min: 0, max: '9000-01-01' } } },
  { histogram: { field: 'a', interval: 4_000_000, extended_bounds: { min: 0, max: 1e30 } } },
  { auto_date_histogram: { field: 'a', buckets: 1_000_000 } },
  { variable_width_histogram: { field: 'a', initial_buffer: 1e9 } },
  { geohash_grid: { field: 'a', size: 1_000_000 } },
  { terms: { field: 'a', size: 10_000 }, aggs: { b: { top_hits: { size: 100 } } } },
  { filters: { filters: times(400, { match_all: {} }) }, aggs: { b: { terms: { field: 'a', size: 600 } } } },
  { adjacency_matrix: { filters: Object.fromEntries(times(500, 0).map((_, i) => [i, { match_all: {} }])) } },
  { date_histogram: { field: 'a', calendar_interval: 'day' }, aggs: { m: { moving_avg: { predict: 1e6 } } } },
])('a million buckets are refused, for every key: %j', (kind) => {
  expect(refusals(aggregation(kind))).toEqual(both(/the answer may have more than 200000 buckets/))
})

test.each([
  { histogram: { field: 'a', interval: 1e-9 } },
  { histogram: { field: 'a', interval: '10', min_doc_count: 0 } },
  { histogram: { field: 'published', interval: '1d' } },
  { date_histogram: { field: 'a', fixed_interval: '1ms' } },
  { date_histogram: { field: 'a', fixed_interval: '1000000nanos' } },
  { date_histogram: { field: 'a', interval: 1 } },
  { date_histogram: { field: 'a', fixed_interval: '1MS' } },
  { date_histogram: { field: 'a', calendar_interval: 'minute', extended_bounds: { min: 0, max: 1 } } },
])('empty buckets without number are refused, for every key: %j', (kind) => {
  expect(refusals(aggregation(kind))).toEqual(both(/aggs\.a\.\w+": empty buckets of so small an interval/))
})

test.each([
  { terms: { field: 'a', size: 10_000 }, aggs: { b: { terms: { field: 'b' } } } },
  {
    terms: { field: 'a', size: 10_000 },
    aggs: Object.fromEntries(times(20, 0).map((_, i) => [i, { avg: { field: 'n' } }])),
  },
  { date_histogram: { field: 'a', calendar_interval: 'day' }, aggs: { b: { terms: { field: 'b', size: 100 } } } },
  { date_histogram: { field: 'a', fixed_interval: '1h' } },
  { date_histogram: { field: 'a', fixed_interval: '1m', min_doc_count: 1 } },
  { date_histogram: { field: 'a', interval: '5m', hard_bounds: { min: '2024-01-01', max: '2024-01-03' } } },
  { histogram: { field: 'a', interval: 0.5, min_doc_count: '1' } },
  { histogram: { field: 'a', interval: 10, hard_bounds: { min: 0, max: 1_000 } } },
  { histogram: { field: 'published', interval: 86_400_000 } },
])('what analysts ask for is not too much: %j', (kind) => {
  expect(refusals(aggregation(kind))).toEqual(allowed)
})

test('inner hits are counted with the hits they are in', () => {
  const collapse = { field: 'a', inner_hits: { name: 'b', size: 100 } }
  expect(refusals({ size: 1_000, collapse })).toEqual(allowed)
  expect(refusals({ size: 10_000, collapse })).toEqual(both(/collapse\.inner_hits": the answer may have more than/))
})

test('aggregations are 8 deep at most', () => {
  const deep = (levels: number): unknown =>
    levels === 0 ? {} : { a: { missing: { field: 'b' }, aggs: deep(levels - 1) } }
  expect(refusals({ aggs: deep(7) })).toEqual(allowed)
  expect(refusals({ aggs: deep(8) })).toEqual(both(/aggregations may be 8 deep/))
})

test('patterns are few and short', () => {
  const wildcard = (value: string): unknown => ({ wildcard: { a: value } })
  expect(refusals({ query: wildcard('a'.repeat(257)) })).toEqual(both(/a pattern may have 256 characters/))
  expect(refusals({ query: { bool: { should: times(65, wildcard('*a')) } } })).toEqual(both(/more than 64 patterns/))
  expect(refusals({ query: { query_string: { query: 'a* '.repeat(65) } } })).toEqual(both(/more than 64 patterns/))
  expect(refusals({ query: { regexp: { a: { value: 'a', max_determinized_states: 1e9 } } } })).toEqual(
    both(/max_determinized_states": it may be 10000 at most/),
  )
  expect(refusals({ query: { match: { a: 'x'.repeat(40_000) } } })).toEqual(both(/a text may have 32766 characters/))
})

test('memory cannot be reserved by a number', () => {
  const percentiles = { field: 'a', tdigest: { compression: 1e9 } }
  expect(refusals(aggregation({ percentiles }))).toEqual(both(/compression": it may be 1000 at most/))
})
