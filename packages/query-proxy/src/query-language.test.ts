import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { RefusedSearchError } from './errors.ts'
import { defaultLimits } from './limits.ts'
import { restrictSearch } from './restrict-search.ts'

const document = readFileSync(new URL('../../../docs/query-language.md', import.meta.url), 'utf8')

function section(title: string): string {
  const [, found = ''] = document.split(`\n## ${title}\n`)
  return found.split('\n## ', 1)[0] ?? ''
}

/** The names in the list items of a section: `- Words: \`match\`, …`. */
function listed(title: string): string[] {
  const items = section(title)
    .split('\n- ')
    .slice(1)
    .filter((item) => !item.startsWith('**'))
  return items.flatMap((item) =>
    [...(item.split('\n\n', 1)[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  )
}

function refusalOf(body: unknown): string | undefined {
  const key = { permissions: { a: [{ type: 'terms' as const, field: 'kind', values: ['x'] }] } }
  try {
    restrictSearch(new TextEncoder().encode(JSON.stringify(body)), { alias: 'a', key })
    return undefined
  } catch (error) {
    if (error instanceof RefusedSearchError) return error.path
    throw error
  }
}

test('docs/query-language.md lists queries that may be used', () => {
  const names = listed('Queries')
  expect(names.length).toBeGreaterThan(40)
  expect(names.filter((name) => refusalOf({ query: { [name]: {} } }) === `query.${name}`)).toEqual([])
})

test('docs/query-language.md lists aggregations that may be used', () => {
  const names = listed('Aggregations')
  expect(names.length).toBeGreaterThan(45)
  expect(
    names.filter((name) => refusalOf({ aggs: { a: { [name]: { min_doc_count: 1 } } } }) === `aggs.a.${name}`),
  ).toEqual([])
})

test('docs/query-language.md names what is refused', () => {
  const [allowedQueries, allowedAggregations] = [listed('Queries'), listed('Aggregations')]
  const names = [...section('Refused, and why').matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
  for (const name of [
    'more_like_this',
    'percolate',
    'has_parent',
    'match_phrase_prefix',
    'span_multi',
    'script',
    'wrapper',
  ]) {
    expect(names).toContain(name)
    expect(allowedQueries).not.toContain(name)
    expect(refusalOf({ query: { [name]: {} } })).toBe(`query.${name}`)
  }
  for (const name of [
    'global',
    'significant_terms',
    'significant_text',
    'parent',
    'children',
    'sampler',
    'scripted_metric',
    'bucket_script',
    'matrix_stats',
  ]) {
    expect(names).toContain(name)
    expect(allowedAggregations).not.toContain(name)
    expect(refusalOf({ aggs: { a: { [name]: {} } } })).toBe(`aggs.a.${name}`)
  }
  for (const name of [
    'suggest',
    'profile',
    'search_pipeline',
    'script_fields',
    'indices_boost',
    'terminate_after',
    'pit',
  ]) {
    expect(names).toContain(name)
    expect(refusalOf({ [name]: {} })).toBe(name)
  }
})

test('docs/query-language.md has the limits as they are', () => {
  const numbers = new Set(
    [...section('Limits').matchAll(/[\d,]*\d/g)].map(([text]) => Number(text.replaceAll(',', ''))),
  )
  const { maxDepth, maxValues, maxClauses, maxPatterns, maxPatternLength, maxTextLength, maxBuckets } = defaultLimits
  const { maxAggregationDepth } = defaultLimits
  for (const limit of [maxDepth, maxValues, maxClauses, maxPatterns, maxPatternLength, maxTextLength, maxBuckets]) {
    expect(numbers).toContain(limit)
  }
  expect(numbers).toContain(maxAggregationDepth)
})
