import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidBodyError, RefusedSearchError } from './errors.ts'
import type { Permission } from './permission.ts'
import { restrictSearch } from './restrict-search.ts'

const events: Permission = { type: 'terms', field: 'object.type', values: ['dit:Event'] }
const filter = [{ terms: { 'object.type': ['dit:Event'] } }]

function restrict(body: string, permissions: Record<string, Permission[]> = { activities: [events] }): string {
  const limits = { maxRestrictedDepth: 50, maxDepth: 500 }
  return restrictSearch(new TextEncoder().encode(body), { alias: 'activities', key: { permissions }, ...limits })
}

function refusalOf(body: string, permissions?: Record<string, Permission[]>): string {
  try {
    return `nothing refused: ${restrict(body, permissions)}`
  } catch (error) {
    if (error instanceof RefusedSearchError) return error.path
    throw error
  }
}

test('restrictSearch() wraps the query whole', () => {
  const query = { bool: { should: [{ term: { type: 'x' } }], minimum_should_match: 0 } }
  expect(JSON.parse(restrict(JSON.stringify({ size: '1', query })))).toEqual({
    size: '1',
    query: { bool: { must: [query], filter } },
  })
})

test('restrictSearch() of an empty body, or one without a query, asks for all that is permitted', () => {
  const all = { bool: { must: [{ match_all: {} }], filter } }
  expect(JSON.parse(restrict(''))).toEqual({ query: all })
  expect(JSON.parse(restrict(' \n'))).toEqual({ query: all })
  expect(JSON.parse(restrict('{"aggs":{"n":{"terms":{"field":"type"}}}}'))).toEqual({
    query: all,
    aggs: { n: { terms: { field: 'type' } } },
  })
})

test('restrictSearch() of a key without a permission for the alias matches nothing', () => {
  const none = { query: { bool: { must: [{ match_all: {} }], filter: [{ match_none: {} }] } } }
  expect(JSON.parse(restrict('', {}))).toEqual(none)
  expect(JSON.parse(restrict('', { activities: [{ type: 'none' }], objects: [{ type: 'all' }] }))).toEqual(none)
})

test('restrictSearch() keeps numbers as they were written', () => {
  const body = '{"search_after":[9007199254740993,1.0,1e400],"query":{"term":{"n":12345678901234567890}}}'
  const restricted = restrict(body)
  expect(restricted).toContain('"search_after":[9007199254740993,1.0,1e400]')
  expect(restricted).toContain('{"term":{"n":12345678901234567890}}')
})

test('restrictSearch() forwards the own text of a key that sees all', () => {
  const body = ' {"query": {"script": {"script": "1"}}, "suggest": {}, "n": 1.0, "n": 2} '
  expect(restrict(body, { activities: [{ type: 'all' }] })).toBe(body)
  expect(restrict('', { activities: [{ type: 'all' }] })).toBe('{}')
})

test.each(['[]', '1', 'null', '"x"', '{', '{"a":1,}', '{a:1}', '{} {}', 'NaN'])(
  'restrictSearch() takes only JSON objects, not %s',
  (body) => {
    for (const permissions of [{ activities: [events] }, { activities: [{ type: 'all' } as const] }]) {
      expect(() => restrict(body, permissions)).toThrow(InvalidBodyError)
    }
  },
)

test('restrictSearch() takes only UTF-8', () => {
  const options = { alias: 'activities', key: { permissions: {} }, maxRestrictedDepth: 50, maxDepth: 500 }
  expect(() => restrictSearch(new Uint8Array([0x7b, 0xff, 0x7d]), options)).toThrow(InvalidBodyError)
})

test('restrictSearch() refuses depth before it parses', () => {
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  expect(() => restrict(nested(51))).toThrow('nested more than 50 deep')
  expect(() => restrict('['.repeat(500_000))).toThrow('nested more than 50 deep')
  expect(() => restrict(nested(501), { activities: [{ type: 'all' }] })).toThrow('nested more than 500 deep')
  expect(restrict(nested(400), { activities: [{ type: 'all' }] })).toBe(nested(400))
})

test('restrictSearch() is not taken in by __proto__ and the like', () => {
  expect(refusalOf('{"__proto__":{"query":{"match_all":{}}}}')).toBe('__proto__')
  expect(refusalOf('{"query":{"constructor":{}}}')).toBe('query.constructor')
  expect(refusalOf('{"aggs":{"a":{"toString":{}}}}')).toBe('aggs.a.toString')
  expect(restrict('{"query":{"term":{"__proto__":"x"}}}')).toContain('"must":[{"term":{"__proto__":"x"}}]')
})

/** What answers from hidden documents, and where it is refused. */
test.each([
  ['{"aggs":{"g":{"global":{}}}}', 'aggs.g.global'],
  ['{"aggs":{"a":{"filter":{"match_all":{}},"aggs":{"g":{"global":{}}}}}}', 'aggs.a.aggs.g.global'],
  ['{"aggs":{"t":{"terms":{"field":"x","min_doc_count":0}}}}', 'aggs.t.terms.min_doc_count'],
  ['{"aggs":{"t":{"terms":{"field":"x","min_doc_count":"0"}}}}', 'aggs.t.terms.min_doc_count'],
  ['{"aggs":{"t":{"terms":{"field":"x","min_doc_count":0.0}}}}', 'aggs.t.terms.min_doc_count'],
  ['{"aggs":{"t":{"terms":{"field":"x","min_doc_count":null}}}}', 'aggs.t.terms.min_doc_count'],
  ['{"aggs":{"t":{"multi_terms":{"terms":[{"field":"x"}],"min_doc_count":0}}}}', 'aggs.t.multi_terms.min_doc_count'],
  ['{"aggregations":{"s":{"significant_terms":{"field":"x"}}}}', 'aggregations.s.significant_terms'],
  ['{"aggs":{"s":{"significant_text":{"field":"x"}}}}', 'aggs.s.significant_text'],
  ['{"aggs":{"s":{"scripted_metric":{}}}}', 'aggs.s.scripted_metric'],
  ['{"aggs":{"s":{"sum":{"script":"1"}}}}', 'aggs.s.sum.script'],
  [
    '{"aggs":{"c":{"composite":{"sources":[{"a":{"terms":{"script":"1"}}}]}}}}',
    'aggs.c.composite.sources[0].a.terms.script',
  ],
  ['{"aggs":{"t":{"top_hits":{"script_fields":{}}}}}', 'aggs.t.top_hits.script_fields'],
  ['{"aggs":{"t":{"top_hits":{"explain":true}}}}', 'aggs.t.top_hits.explain'],
  ['{"aggs":{"p":{"parent":{"type":"x"}}}}', 'aggs.p.parent'],
  ['{"aggs":{"f":{"filters":{"filters":{"a":{"more_like_this":{}}}}}}}', 'aggs.f.filters.filters.a.more_like_this'],
  ['{"suggest":{"s":{"text":"x","term":{"field":"x"}}}}', 'suggest'],
  ['{"query":{"terms":{"id":{"index":"a","id":"1","path":"b"}}}}', 'query.terms.id'],
  ['{"query":{"bool":{"must":{"bool":{"should":[{},{"percolate":{}}]}}}}}', 'query.bool.must.bool.should[1].percolate'],
  ['{"query":{"geo_shape":{"g":{"indexed_shape":{"id":"1"}}}}}', 'query.geo_shape.g.indexed_shape'],
  ['{"query":{"has_parent":{}}}', 'query.has_parent'],
  ['{"query":{"has_child":{}}}', 'query.has_child'],
  ['{"query":{"parent_id":{}}}', 'query.parent_id'],
  ['{"query":{"wrapper":{"query":"e30="}}}', 'query.wrapper'],
  ['{"query":{"knn":{}}}', 'query.knn'],
  ['{"query":{"match_phrase_prefix":{"a":"b"}}}', 'query.match_phrase_prefix'],
  ['{"query":{"multi_match":{"query":"a","type":"phrase_prefix"}}}', 'query.multi_match.type'],
  ['{"query":{"query_string":{"query":"a","type":"phrase_prefix"}}}', 'query.query_string.type'],
  ['{"query":{"prefix":{"a":{"value":"b","rewrite":"top_terms_1"}}}}', 'query.prefix.a.rewrite'],
  ['{"query":{"match":{"a":{"query":"b","fuzziness":1,"max_expansions":1}}}}', 'query.match.a.max_expansions'],
  ['{"query":{"match":{"a":{"query":"b","cutoff_frequency":0.1}}}}', 'query.match.a.cutoff_frequency'],
  ['{"query":{"script":{"script":"true"}}}', 'query.script'],
  ['{"query":{"function_score":{"script_score":{}}}}', 'query.function_score.script_score'],
  [
    '{"query":{"function_score":{"functions":[{"script_score":{}}]}}}',
    'query.function_score.functions[0].script_score',
  ],
  ['{"query":{"function_score":{"min_score":1}}}', 'query.function_score.min_score'],
  [
    '{"query":{"terms_set":{"a":{"terms":[],"minimum_should_match_script":{}}}}}',
    'query.terms_set.a.minimum_should_match_script',
  ],
  [
    '{"query":{"nested":{"path":"a","query":{},"inner_hits":{"script_fields":{}}}}}',
    'query.nested.inner_hits.script_fields',
  ],
  ['{"post_filter":{"script":{}}}', 'post_filter.script'],
  ['{"rescore":{"query":{"rescore_query":{"script_score":{}}}}}', 'rescore.query.rescore_query.script_score'],
  [
    '{"highlight":{"fields":{"a":{"highlight_query":{"has_parent":{}}}}}}',
    'highlight.fields.a.highlight_query.has_parent',
  ],
  ['{"collapse":{"field":"a","inner_hits":[{"name":"x","explain":true}]}}', 'collapse.inner_hits[0].explain'],
  ['{"sort":[{"_script":{}}]}', 'sort[0]._script'],
  ['{"sort":"_doc"}', 'sort'],
  ['{"sort":{"a":{"nested":{"path":"a","filter":{"script":{}}}}}}', 'sort.a.nested.filter.script'],
  [
    '{"sort":{"_geo_distance":{"g":[0,0],"nested":{"filter":{"script":{}}}}}}',
    'sort._geo_distance.nested.filter.script',
  ],
  ...['explain', 'profile', 'seq_no_primary_term'].map((name) => [`{"${name}":true}`, name]),
  ...['pit', 'script_fields', 'search_pipeline', 'runtime_mappings', 'derived', 'indices_boost', 'min_score'].map(
    (name) => [`{"${name}":{}}`, name],
  ),
  ...['ext', 'slice', 'stats', 'knn', 'unheard_of'].map((name) => [`{"${name}":{}}`, name]),
])('restrictSearch() refuses %s at %s', (body, path) => {
  expect(refusalOf(body as string)).toBe(path)
})

/** What consumers send: every form that OpenSearch takes. */
test.each([
  '{"query":{"term":{"global":"x"}}}',
  '{"query":{"match":{"suggest":{"query":"script","operator":"and"}}}}',
  '{"query":{"terms":{"script":["profile","explain"],"boost":2}}}',
  '{"query":{"range":{"published":{"gte":"now-1d","format":"strict_date"}}}}',
  '{"query":{"bool":{"must":{"term":{"type":{"value":"x"}}},"filter":[{"exists":{"field":"a"}}],"must_not":[]}}}',
  '{"query":{"function_score":{"query":{"match_all":{}},"functions":[{"filter":{"term":{"a":"b"}},"weight":2}]}}}',
  '{"query":{"function_score":{"gauss":{"published":{"origin":"now","scale":"1d"},"multi_value_mode":"min"}}}}',
  '{"query":{"nested":{"path":"a","query":{"match":{"a.b":"c"}},"inner_hits":{}}}}',
  '{"query":{"query_string":{"query":"_index:x OR *:y","default_operator":"AND"}}}',
  '{"query":{"geo_distance":{"distance":"1km","g":{"lat":1,"lon":2}}}}',
  '{"query":{"match":{"a":{"query":"b","fuzziness":"AUTO","max_expansions":"50"}}}}',
  '{"aggs":{"script":{"terms":{"field":"type","order":{"_key":"asc"},"size":"3","min_doc_count":1},"aggs":{"global":{"avg":{"field":"n"}}}}}}',
  '{"aggs":{"d":{"date_histogram":{"field":"published","calendar_interval":"day","min_doc_count":0}}}}',
  '{"aggs":{"f":{"filters":{"filters":[{"match_all":{}}]},"meta":{"script":1}}}}',
  '{"sort":["_score",{"published":"desc"},{"id":{"order":"asc","missing":"_last"}}],"search_after":[1,"a"]}',
  '{"_source":{"includes":["a"]},"size":0,"from":1,"track_total_hits":true,"explain":false,"version":true}',
  '{"highlight":{"fields":{"object.name":{}},"pre_tags":["<b>"]},"collapse":{"field":"id"}}',
])('restrictSearch() lets %s pass as it is', (body) => {
  const { query = { match_all: {} }, ...rest } = JSON.parse(body) as { query?: unknown }
  expect(JSON.parse(restrict(body))).toEqual({ ...rest, query: { bool: { must: [query], filter } } })
})

/** JSON with clauses' names at its objects' keys, so that some of it passes. */
const { anyQuery } = fc.letrec<{ anyQuery: string; clause: unknown }>((tie) => ({
  anyQuery: tie('clause').map((clause) => JSON.stringify(clause)),
  clause: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom({ match_all: {} }, { term: { a: 'b' } }, { script: {} }, { exists: { field: '__proto__' } }),
    fc.record({ bool: fc.dictionary(fc.constantFrom('must', 'should', 'filter', 'must_not'), tie('clause')) }),
    fc.record({ bool: fc.record({ must: fc.array(tie('clause')) }) }),
    fc.record({ constant_score: fc.record({ filter: tie('clause') }) }),
    fc.jsonValue(),
  ),
}))

function restrictedOrRefused(body: string): string | undefined {
  try {
    return restrict(body)
  } catch (error) {
    if (error instanceof RefusedSearchError) return undefined
    throw error
  }
}

test('restrictSearch() never lets a caller write outside the outer must', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const restricted = restrictedOrRefused(`{"query":${query}}`)
      fc.pre(restricted !== undefined)
      const parsed = JSON.parse(restricted) as { query: { bool: { must: unknown[]; filter: unknown } } }
      expect(Object.keys(parsed.query)).toEqual(['bool'])
      expect(Object.keys(parsed.query.bool)).toEqual(['must', 'filter'])
      expect(parsed.query.bool.filter).toEqual(filter)
      expect(parsed.query.bool.must).toEqual([JSON.parse(query)])
    }),
  )
})

const seesActivities: Record<string, Permission[]> = { activities: [{ type: 'all' }], objects: [events] }

test.each([
  ['{"query":{"terms":{"id":{"index":"objects","id":"1","path":"x"}}}}', 'query.terms'],
  ['{"query":{"terms":{"id":{"index":"objects","query":{},"path":"x"}}}}', 'query.terms'],
  [
    '{"query":{"bool":{"filter":[{"geo_shape":{"g":{"indexed_shape":{"id":"1"}}}}]}}}',
    'query.bool.filter[0].geo_shape.g.indexed_shape',
  ],
  ['{"query":{"more_like_this":{"like":[{"_index":"objects","_id":"1"}]}}}', 'query.more_like_this'],
  ['{"query":{"percolate":{"field":"q","index":"objects","id":"1"}}}', 'query.percolate'],
  ['{"query":{"wrapper":{"query":"e30="}}}', 'query.wrapper'],
  [
    '{"aggs":{"f":{"filters":{"filters":{"match":{"wrapper":{"query":"e30="}}}}}}}',
    'aggs.f.filters.filters.match.wrapper',
  ],
])('restrictSearch() lets a key that sees all of one alias read no other: %s', (body, path) => {
  expect(refusalOf(body, seesActivities)).toBe(path)
})

test.each([
  '{"query":{"terms":{"id":{"index":"activities","id":"1","path":"x"}}}}',
  '{"query":{"terms":{"id":["a"],"path":"b"}}}',
  '{"query":{"match":{"wrapper":"x"}},"aggs":{"wrapper":{"terms":{"field":"template"}}}}',
  '{"query":{"script_score":{"query":{"match_all":{}},"script":{"source":"1"}}},"explain":true,"suggest":{}}',
  '{"query":{"more_like_this":{"like":"words","fields":["a"]}}}',
])('restrictSearch() lets a key that sees all of the alias do the rest: %s', (body) => {
  expect(restrict(body, seesActivities)).toBe(body)
})
