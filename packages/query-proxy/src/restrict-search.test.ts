import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidBodyError, RefusedSearchError } from './errors.ts'
import type { Permission } from './permission.ts'
import { restrictSearch } from './restrict-search.ts'

const events: Permission = { type: 'terms', field: 'object.type', values: ['dit:Event'] }
const filter = [{ terms: { 'object.type': ['dit:Event'] } }]

function restrict(body: string, permissions: Record<string, Permission[]> = { activities: [events] }): string {
  return restrictSearch(new TextEncoder().encode(body), { alias: 'activities', key: { permissions } })
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
  const options = { alias: 'activities', key: { permissions: {} } }
  expect(() => restrictSearch(new Uint8Array([0x7b, 0xff, 0x7d]), options)).toThrow(InvalidBodyError)
})

test('restrictSearch() is not taken in by __proto__ and the like', () => {
  expect(refusalOf('{"__proto__":{"query":{"match_all":{}}}}')).toBe('__proto__')
  expect(refusalOf('{"query":{"constructor":{}}}')).toBe('query.constructor')
  expect(refusalOf('{"aggs":{"a":{"toString":{}}}}')).toBe('aggs.a.toString')
  expect(refusalOf('{"query":{"term":{"__proto__":"x"}}}')).toBe('query.term.__proto__')
  expect(restrict('{"aggs":{"__proto__":{"avg":{"field":"n"}}}}')).toContain('{"__proto__":{"avg":{"field":"n"}}}')
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
  ['{"aggs":{"s":{"sampler":{},"aggs":{"a":{"avg":{"field":"n"}}}}}}', 'aggs.s.sampler'],
  ['{"aggs":{"s":{"avg":{"field":"n"},"aggs":{"a":{"avg":{"field":"n"}}}}}}', 'aggs.s.aggs'],
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
  [
    '{"query":{"match":{"a":{"query":"b","fuzziness":1,"fuzzy_rewrite":"top_terms_1"}}}}',
    'query.match.a.fuzzy_rewrite',
  ],
  ['{"query":{"simple_query_string":{"query":"b~ c"}}}', 'query.simple_query_string'],
  ['{"query":{"simple_query_string":{"query":"b","flags":"NEAR|WHAT"}}}', 'query.simple_query_string.flags'],
  [
    '{"query":{"intervals":{"a":{"any_of":{"intervals":[{"prefix":{}}]}}}}}',
    'query.intervals.a.any_of.intervals[0].prefix',
  ],
  ['{"query":{"term":{"a":{"value":{"b":1}}}}}', 'query.term.a.value'],
  ['{"query":{"term":{"a":["b",{}]}}}', 'query.term.a'],
  ['{"query":{"range":{"_seq_no":{"lt":1}}}}', 'query.range._seq_no'],
  ['{"query":{"query_string":{"query":"a:b AND _seq_no:1"}}}', 'query.query_string.query'],
  ['{"query":{"query_string":{"type":"phrase_prefix"}}}', 'query.query_string.type'],
  ['{"query":{"exists":{"field":"*"}}}', 'query.exists.field'],
  ['{"collapse":{"field":"a","inner_hits":{"version":true}}}', 'collapse.inner_hits.version'],
  ['{"search_after":[1],"from":1,"sort":"a"}', 'from'],
  ['{"search_after":[1],"collapse":{"field":"b"},"sort":"a"}', 'collapse'],
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
  '{"query":{"bool":{"must":{"term":{"type":{"value":"x"}}},"filter":[{"exists":{"field":"a"}}],"must_not":[]}}}',
  '{"query":{"function_score":{"query":{"match_all":{}},"functions":[{"filter":{"term":{"a":"b"}},"weight":2}]}}}',
  '{"query":{"function_score":{"gauss":{"published":{"origin":"now","scale":"1d"},"multi_value_mode":"min"}}}}',
  '{"query":{"nested":{"path":"a","query":{"match":{"a.b":"c"}},"inner_hits":{},"ignore_unmapped":false}}}',
  '{"query":{"intervals":{"a":{"all_of":{"ordered":true,"intervals":[{"match":{"query":"b","filter":{"before":{"match":{"query":"c"}}}}}]}}}}}',
  '{"query":{"geo_bounding_box":{"g":{"top_left":[0,1],"bottom_right":{"lat":0,"lon":1}},"ignore_unmapped":true}}}',
  '{"query":{"geo_shape":{"g":{"shape":{"type":"polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},"relation":"within"},"ignore_unmapped":true}}}',
  '{"query":{"span_near":{"clauses":[{"span_term":{"a":"b"}},{"span_term":{"a":{"value":"c"}}}],"slop":1}}}',
  '{"query":{"geo_distance":{"distance":"1km","g":{"lat":1,"lon":2},"ignore_unmapped":true}}}',
  '{"aggs":{"script":{"terms":{"field":"type","order":{"_key":"asc"},"size":"3","min_doc_count":1},"aggs":{"global":{"avg":{"field":"n"}}}}}}',
  '{"aggs":{"d":{"date_histogram":{"field":"published","calendar_interval":"day","min_doc_count":0}}}}',
  '{"aggs":{"f":{"filters":{"filters":[{"match_all":{}}]},"meta":{"script":1}}}}',
  '{"sort":["_score",{"published":"desc"},{"id":{"order":"asc","missing":"_last"}}],"search_after":[1,"a"]}',
  '{"_source":{"includes":["a"]},"size":0,"from":1,"track_total_hits":true,"explain":false,"version":false}',
  '{"highlight":{"fields":{"object.name":{}},"pre_tags":["<b>"]},"collapse":{"field":"id"}}',
])('restrictSearch() lets %s pass as it is', (body) => {
  const { query = { match_all: {} }, ...rest } = JSON.parse(body) as { query?: unknown }
  expect(JSON.parse(restrict(body))).toEqual({ ...rest, query: { bool: { must: [query], filter } } })
})

test.each([
  [
    '{"match":{"a":{"query":"b","fuzziness":1,"max_expansions":1}}}',
    '"max_expansions":1,"fuzzy_rewrite":"constant_score"}',
  ],
  ['{"fuzzy":{"a":"b"}}', '{"fuzzy":{"a":{"value":"b","rewrite":"constant_score"}}}'],
  [
    '{"query_string":{"query":"_index:x OR *:y -_exists_:z"}}',
    '{"query":"_index:x OR *:y -_exists_:z","fuzzy_rewrite":"constant_score"}',
  ],
  ['{"multi_match":{"query":"a","fuzziness":"AUTO"}}', '"fuzziness":"AUTO","fuzzy_rewrite":"constant_score"}'],
  [
    '{"simple_query_string":{"query":"a"}}',
    '"flags":"AND|OR|NOT|PREFIX|PHRASE|PRECEDENCE|ESCAPE|WHITESPACE|NEAR|SLOP"',
  ],
  ['{"simple_query_string":{"query":"a~2","flags":"and | prefix"}}', '"flags":"AND|PREFIX"'],
])('restrictSearch() lets no hidden term take the place of a visible one: %s', (query, expected) => {
  expect(restrict(`{"query":${query}}`)).toContain(expected)
})

test('restrictSearch() takes fuzzy terms in a query_string only where OpenSearch finds all of them', () => {
  const body = (query: string): Uint8Array =>
    new TextEncoder().encode(JSON.stringify({ query: { query_string: { query } } }))
  const restrictText = (query: string, hasFuzzyText: boolean, permission: Permission = events): string => {
    const key = { permissions: { activities: [permission] } }
    return restrictSearch(body(query), { alias: 'activities', key, hasFuzzyText })
  }
  expect(restrictText('a~1', true)).toContain('"a~1"')
  for (const query of ['a~1', 'name:a~', '(a b~2)', 'a\\~b~']) {
    expect(() => restrictText(query, false)).toThrow('OpenSearch 2 takes the nearest terms only')
  }
  for (const query of ['a b', '"a b"~2', 'a\\~b', '~']) expect(restrictText(query, false)).toContain('query_string')
  expect(restrictText('a~1', false, { type: 'all' })).toContain('"a~1"')
})

test('restrictSearch() lets no shard simplify what depends on hidden documents', () => {
  const range = '{"range":{"published":{"gte":"now-1d","format":"strict_date"}}}'
  const fixed = `{"dis_max":{"queries":[${range}]}}`
  expect(restrict(`{"query":{"bool":{"filter":${range}}}}`)).toContain(`{"bool":{"filter":${fixed}}}`)
  expect(restrict(`{"aggs":{"a":{"filter":${range}}}}`)).toContain(`{"a":{"filter":${fixed},"meta":{}}}`)
  expect(restrict('{"aggs":{"a":{"filter":{"match_all":{}},"meta":{"b":1}}}}')).toContain('"meta":{"b":1}}')
})

test('restrictSearch() of a strict key gives every hit the same score', () => {
  const query = { nested: { path: 'a', query: { match: { 'a.b': 'c' } }, inner_hits: {}, ignore_unmapped: true } }
  const body = new TextEncoder().encode(JSON.stringify({ query }))
  const key = { permissions: { activities: [events] }, strict: true }
  const inner = { nested: { ...query.nested, query: { constant_score: { filter: query.nested.query } } } }
  expect(JSON.parse(restrictSearch(body, { alias: 'activities', key }))).toEqual({
    query: { constant_score: { filter: { bool: { must: [inner], filter } } } },
  })
})

test.each<[string, string]>([
  ['{"query":{"nested":{"path":"a","query":{"match_all":{}}}}}', '"ignore_unmapped":true'],
  ['{"query":{"bool":{"must_not":[{"geo_distance":{"distance":"1km","g":[0,0]}}]}}}', '"ignore_unmapped":true'],
  ['{"aggs":{"a":{"filter":{"geo_polygon":{"g":{"points":[[0,0],[1,1],[0,1]]}}}}}}', '"ignore_unmapped":true'],
  ['{"sort":[{"_geo_distance":{"g":[0,0]}}]}', '"ignore_unmapped":true'],
  ['{"sort":[{"a.b":{"nested":{"path":"a"}}}]}', '"unmapped_type":"keyword"'],
  ['{"sort":{"a.n":{"nested_path":"a","missing":0}}}', '"unmapped_type":"long"'],
  ['{"sort":{"a.n":{"nested_path":"a","numeric_type":"double"}}}', '"unmapped_type":"long"'],
  ['{"collapse":{"field":"k","inner_hits":{"sort":{"a.b":{"nested":{"path":"a"}}}}}}', '"unmapped_type":"keyword"'],
])('restrictSearch() adds what an index without the field needs, for every key: %s', (body, added) => {
  for (const permission of [events, { type: 'all' } as const]) {
    const key = { permissions: { activities: [permission] } }
    expect(restrictSearch(new TextEncoder().encode(body), { alias: 'activities', key })).toContain(added)
  }
})

test.each([
  '{"query": {"nested":{"path":"a","query":{"script":{}},"ignore_unmapped":false}}}',
  '{"sort": [{"a.b":{"nested":{"path":"a"},"unmapped_type":"date"}},{"published":{"order":"asc"}}], "n":1.0}',
])('restrictSearch() sends what says it all on as it is, for a key that sees everything: %s', (body) => {
  const key = { permissions: { activities: [{ type: 'all' } as const] } }
  expect(restrictSearch(new TextEncoder().encode(body), { alias: 'activities', key })).toBe(body)
})

test('restrictSearch() loses nothing of what it writes anew for a key that sees everything', () => {
  const key = { permissions: { activities: [{ type: 'all' } as const] } }
  const written = (added: string): string =>
    `{"query":{"nested":{"path":"a","query":{"script":{"params":{"__proto__":1.0}}}${added}}},"aggs":{"g":{"global":{}}},"x":[12345678901234567890]}`
  const body = new TextEncoder().encode(written(''))
  expect(restrictSearch(body, { alias: 'activities', key })).toBe(written(',"ignore_unmapped":true'))
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
  ['{"search_pipeline":{"request_processors":[]}}', 'search_pipeline'],
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
