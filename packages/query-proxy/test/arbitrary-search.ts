import fc from 'fast-check'

type Json = Record<string, unknown>
type Some = fc.Arbitrary<Json>

/**
 * Any search: clauses of the whole of OpenSearch's query language, those that are refused among them, at every place
 * where a clause may stand. Names fields and words that documents have, visible and hidden ones; `INDEX` stands for the
 * name of the index.
 */
export function arbitrarySearch({ strict }: { strict: boolean }): Some {
  // the order of a search by scores depends on hidden documents, unless there are none
  return fc.tuple(search, ordered(strict), fc.nat(99)).map(([body, order, chance]) => {
    const given: Json = { ...body, ...order }
    if (given.rescore !== undefined || (strict && chance < 50)) {
      const { sort: _sort, search_after: _after, ...unordered } = given
      if (given.rescore === undefined) return unordered
      // all on one page, as the order is by scores
      const { size: _size, from: _from, ...whole } = unordered
      return whole
    }
    return given
  })
}

const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const word = one(
  'number',
  'numbex',
  'numb',
  'shared',
  'w3',
  'wx5',
  'nombea',
  'visible',
  'tag',
  'hidden',
  'nothing',
  'w',
  'rare',
)
const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((list) => list.join(' '))
const id = one('v0', 'v3', 'h0', 'h1', 'h10', 'nobody')
const text = one('name', 'name.raw', 'secret', 'tags.name')
const keyword = one('id', 'kind', 'type', 'name.raw', 'tags.raw', '_id', '_index')
const number = fc.oneof({ weight: 20, arbitrary: one('n', 'factor', 'published', 'tags.n', 'rank') }, one('_seq_no'))
const field = fc.oneof(
  { weight: 4, arbitrary: keyword },
  { weight: 3, arbitrary: number },
  text,
  fc.oneof({ weight: 4, arbitrary: one('place', 'area', 'nowhere') }, one('*', '*_no', '_version')),
)
const value = fc.oneof(
  word,
  id,
  fc.integer({ min: -1, max: 1_100 }),
  one('even', 'odd', 'pub', 'hid', 't1', '2024-01-03', 'hidden-1'),
)
const point = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }))
const expansions = one({}, { max_expansions: 1 }, { max_expansions: 50 })
const fuzziness = one({}, {}, { fuzziness: 1 }, { fuzziness: 'AUTO' }, { fuzziness: 2, prefix_length: 1 })
const rewriting = fc.oneof(
  { weight: 9, arbitrary: one({}, {}, { rewrite: 'constant_score' }) },
  one({ rewrite: 'top_terms_1' }, { rewrite: 'scoring_boolean' }),
)
const scoring = one({}, {}, { boost: 2 }, { _name: 'named' })
/** One of these, a time in twenty: what is refused, mostly. */
const rarely = (...values: readonly Json[]): Some =>
  fc.oneof({ weight: 19, arbitrary: fc.constant<Json>({}) }, { weight: 1, arbitrary: one(...values) })
const merged = (...parts: readonly fc.Arbitrary<object>[]): Some =>
  fc.tuple(...parts).map((list) => Object.assign({}, ...list) as Json)
const keyed = (name: string, inside: fc.Arbitrary<unknown>): Some => inside.map((given) => ({ [name]: given }))
const byField = (name: string, fields: fc.Arbitrary<string>, inside: fc.Arbitrary<unknown>): Some =>
  fc.tuple(fields, inside).map(([key, given]) => ({ [name]: { [key]: given } }))
const script = { source: "doc['_seq_no'].value > 3" }
const queryText = fc.oneof(
  words,
  words.map((given) => `name:(${given})`),
  word.map((given) => `${given}~1`),
  word.map((given) => `name:${given}*`),
  one(
    '_seq_no:[0 TO 20]',
    '"visible number"~3 OR type:odd',
    'name:/numb.*/ AND NOT w3',
    'n:>3 -type:even',
    '_exists_:secret',
    '*:*',
    'tags.name:shared',
  ),
)
const fields = fc.array(fc.oneof({ weight: 9, arbitrary: text }, one('*', 'na*', '*seq_no', 'name^2')), {
  minLength: 1,
  maxLength: 2,
})

const dates = one<Json>(
  { gte: '2029-01-01' },
  { gt: '2024-01-08' },
  { lt: '2025-01-01' },
  { lt: '2023-01-01' },
  { gte: '2024-01-01', lte: '2024-01-08' },
  { gte: '2024-01-03||/M', format: 'strict_date' },
  { from: '2023-01-01', to: '2031-01-01' },
)

/** Clauses without others inside. */
const allowedLeaf: Some = fc.oneof(
  { weight: 3, arbitrary: one({ match_all: {} }, { match_none: {} }, { ids: { values: ['v1', 'h1', 'h10'] } }) },
  {
    weight: 3,
    arbitrary: byField(
      'match',
      text,
      fc.oneof(
        words,
        merged(
          keyed('query', words),
          fuzziness,
          expansions,
          scoring,
          one({}, { operator: 'and' }, { minimum_should_match: 2 }),
        ),
      ),
    ),
  },
  { weight: 2, arbitrary: byField('match_bool_prefix', text, merged(keyed('query', words), fuzziness, expansions)) },
  { weight: 2, arbitrary: byField('match_phrase', text, merged(keyed('query', words), one({}, { slop: 3 }))) },
  {
    weight: 3,
    arbitrary: keyed(
      'multi_match',
      merged(
        keyed('query', words),
        keyed('fields', fields),
        expansions,
        one(
          {},
          { fuzziness: 1 },
          { type: 'cross_fields' },
          { type: 'phrase' },
          { type: 'phrase_prefix' },
          { type: 'bool_prefix' },
          { type: 'most_fields' },
        ),
      ),
    ),
  },
  {
    weight: 3,
    arbitrary: keyed(
      'query_string',
      merged(
        keyed('query', queryText),
        one({}, {}, { fields: ['name', 'tags.name'] }, { default_field: 'name' }, { fields: ['*seq_no'] }),
        one({}, { fuzzy_max_expansions: 1 }, { analyze_wildcard: true }),
      ),
    ),
  },
  {
    weight: 3,
    arbitrary: keyed(
      'simple_query_string',
      merged(
        keyed('query', queryText),
        keyed('fields', fields),
        one({}, { flags: 'AND|OR|PREFIX' }, { flags: 'ALL' }, { flags: 'FUZZY' }),
      ),
    ),
  },
  { weight: 3, arbitrary: byField('term', field, fc.oneof(value, keyed('value', value))) },
  { weight: 3, arbitrary: byField('terms', keyword, fc.array(value, { maxLength: 4 })) },
  {
    weight: 3,
    arbitrary: byField(
      'range',
      number,
      one({ gte: 3 }, { lt: 1_010 }, { gte: '2024-01-03', lt: '2029-12-31' }, { from: 1, to: 5 }),
    ),
  },
  // a shard knows its first and last date, and rewrites these by it
  { weight: 4, arbitrary: byField('range', one('published'), dates) },
  { weight: 2, arbitrary: keyed('exists', keyed('field', field)) },
  { weight: 2, arbitrary: byField('prefix', text, merged(keyed('value', word), rewriting)) },
  {
    weight: 2,
    arbitrary: byField(
      'wildcard',
      text,
      merged(
        keyed(
          'value',
          word.map((given) => `*${given}*`),
        ),
        rewriting,
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: byField(
      'regexp',
      text,
      merged(
        keyed(
          'value',
          word.map((given) => `${given}.?`),
        ),
        rewriting,
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: byField('fuzzy', text, fc.oneof(word, merged(keyed('value', word), fuzziness, expansions, rewriting))),
  },
  byField(
    'terms_set',
    text,
    merged(
      keyed('terms', fc.array(word, { minLength: 1 })),
      keyed('minimum_should_match_field', one<unknown>('n', 'factor')),
    ),
  ),
  byField(
    'intervals',
    text,
    fc.oneof(
      keyed('match', keyed('query', words)),
      keyed('prefix', keyed('prefix', word)),
      keyed(
        'any_of',
        keyed('intervals', fc.array(keyed('match', keyed('query', words)), { minLength: 1, maxLength: 2 })),
      ),
    ),
  ),
  keyed(
    'geo_distance',
    point.map((place) => ({ distance: '300km', place })),
  ),
  point.map(([x, y]) => ({ geo_bounding_box: { place: { top_left: [x, y + 3], bottom_right: [x + 3, y] } } })),
  point.map((coordinates) => ({
    geo_shape: { area: { shape: { type: 'point', coordinates }, relation: 'intersects' } },
  })),
  keyed(
    'distance_feature',
    merged(
      one(
        { field: 'published', pivot: '7d', origin: '2024-01-04' },
        { field: 'place', pivot: '100km', origin: [3, 3] },
      ),
    ),
  ),
  one({ rank_feature: { field: 'rank' } }, { rank_feature: { field: 'rank', saturation: { pivot: 8 } } }),
  byField('span_term', text, word),
  fc.tuple(word, word).map(([a, b]) => ({
    span_near: { clauses: [{ span_term: { name: a } }, { span_term: { name: b } }], slop: 3, in_order: false },
  })),
)

const refusedLeaf: Some = one<Json>(
  { terms: { n: { index: 'INDEX', id: 'h0', path: 'points', routing: '1' } } },
  { more_like_this: { fields: ['name'], like: [{ _id: 'h0', routing: '1' }], min_term_freq: 1, min_doc_freq: 1 } },
  { more_like_this: { fields: ['name'], like: 'numbex shared', min_term_freq: 1, min_doc_freq: 10 } },
  { match_phrase_prefix: { name: { query: 'numb', max_expansions: 1 } } },
  { percolate: { field: 'stored', index: 'INDEX', id: 'h0', routing: '1' } },
  { percolate: { field: 'stored', document: { name: 'numbex' } } },
  { geo_shape: { area: { indexed_shape: { index: 'INDEX', id: 'h0', path: 'area', routing: '1' } } } },
  { has_parent: { parent_type: 'parent', query: { match_all: {} }, inner_hits: {} } },
  { has_child: { type: 'child', query: { match_all: {} } } },
  { parent_id: { type: 'child', id: 'h0' } },
  { script: { script } },
  { script_score: { query: { match_all: {} }, script: { source: '1' } } },
  { span_multi: { match: { prefix: { name: { value: 'numb', rewrite: 'top_terms_1' } } } } },
  { wrapper: { query: 'eyJtYXRjaF9hbGwiOnt9fQ==' } },
  { unheard_of: {} },
)

const leafQuery: Some = fc.oneof({ weight: 30, arbitrary: allowedLeaf }, { weight: 1, arbitrary: refusedLeaf })

const nestedQuery: Some = fc.oneof(
  byField('match', one('tags.name'), words),
  byField('term', one('tags.raw'), one('t1', 'second', 'hidden-1')),
  byField('range', one('tags.n'), one({ gte: 3 }, { lt: 6 })),
  byField('range', one('tags.on'), dates),
  one<Json>({ match_all: {} }, { match_phrase_prefix: { 'tags.name': 'sh' } }, { range: { _seq_no: { lt: 9 } } }),
)

const { query } = fc.letrec<{ query: Json }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: leafQuery },
    { weight: 4, arbitrary: bool(tie('query')) },
    keyed('constant_score', keyed('filter', tie('query'))),
    keyed('dis_max', keyed('queries', fc.array(tie('query'), { minLength: 1, maxLength: 2 }))),
    fc
      .tuple(tie('query'), tie('query'))
      .map(([positive, negative]) => ({ boosting: { positive, negative, negative_boost: 0.5 } })),
    keyed(
      'function_score',
      merged(keyed('query', tie('query')), scoreFunctions(tie('query')), one({}, {}, {}, { min_score: 1 })),
    ),
    fc
      .tuple(
        nestedQuery,
        one<Json>({}, { inner_hits: {} }, { inner_hits: { size: 1, sort: [{ 'tags.n': 'asc' }] } }),
        one('avg', 'max', 'none'),
      )
      .map(
        // inner hits come by score unless they are sorted, and scores are what keys that are not strict may see
        ([inner, hits, score_mode]) => ({ nested: { path: 'tags', query: inner, score_mode, ...sortedInner(hits) } }),
      ),
  ),
}))

function sortedInner(hits: Json): Json {
  if (hits.inner_hits === undefined) return hits
  const sort = [{ 'tags.n': 'desc' }, { 'tags.raw': 'asc' }]
  return { inner_hits: { ...(hits.inner_hits as Json), sort, track_scores: true } }
}

function bool(inside: fc.Arbitrary<Json>): Some {
  const some = fc.oneof(inside, fc.array(inside, { maxLength: 2 }))
  return keyed(
    'bool',
    fc.record(
      { must: some, filter: some, should: some, must_not: some, minimum_should_match: one<unknown>(0, 1, '1') },
      { requiredKeys: [] },
    ),
  )
}

function scoreFunctions(inside: fc.Arbitrary<Json>): Some {
  return fc.oneof(
    one<Json>(
      {},
      { weight: 2 },
      { random_score: { seed: 7, field: 'n' } },
      { random_score: { seed: 7, field: '_seq_no' } },
      { field_value_factor: { field: 'factor', modifier: 'log1p', missing: 1 } },
      { field_value_factor: { field: 'factor' } },
      { gauss: { published: { origin: '2024-01-04', scale: '3d' } } },
      { script_score: { script } },
    ),
    keyed('functions', fc.array(merged(keyed('filter', inside), one({ weight: 3 })), { maxLength: 2 })),
  )
}

const metric = fc.oneof(
  fc
    .tuple(
      one(
        'avg',
        'sum',
        'min',
        'max',
        'stats',
        'value_count',
        'cardinality',
        'extended_stats',
        'percentiles',
        'median_absolute_deviation',
      ),
      number,
    )
    .map(([kind, on]) => ({ [kind]: { field: on } })),
  keyed('cardinality', keyed('field', keyword)),
  keyed('value_count', keyed('field', field)),
  one<Json>(
    { geo_bounds: { field: 'place' } },
    { geo_centroid: { field: 'place' } },
    { weighted_avg: { value: { field: 'n' }, weight: { field: 'factor' } } },
    { top_hits: { size: 2, sort: [{ id: 'asc' }], _source: ['id'] } },
    { top_hits: { size: 2, sort: [{ id: 'desc' }], version: true } },
    { top_hits: { size: 1, sort: '_doc' } },
    { scripted_metric: { map_script: '1', combine_script: '1', reduce_script: '1' } },
    { sum: { script } },
  ),
)

const unusedTerms = one({}, {}, {}, {}, {}, { min_doc_count: 1 }, { min_doc_count: 0 }, { min_doc_count: '2' })
const bucketAggregation = (inside: fc.Arbitrary<Json>): Some =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: keyed(
        'terms',
        merged(
          keyed('field', field),
          unusedTerms,
          one(
            {},
            { size: 3 },
            { order: { _key: 'desc' } },
            { order: [{ _count: 'asc' }, { _key: 'asc' }] },
            { include: ['hid', 'even'] },
            { missing: 'none' },
          ),
        ),
      ),
    },
    keyed('terms', merged(keyed('field', keyword), one({ include: 'h.*' }, { exclude: 'e.*' }))),
    keyed('multi_terms', merged(one({ terms: [{ field: 'type' }, { field: 'kind' }] }), unusedTerms)),
    keyed('rare_terms', keyed('field', keyword)),
    keyed(
      'significant_terms',
      merged(
        keyed('field', one('type', 'name.raw', 'id', 'tags.raw')),
        one({}, { min_doc_count: 1 }, { chi_square: {} }, { percentage: {} }, { mutual_information: {} }),
        one(
          {},
          { background_filter: { match: { name: 'shared' } } },
          { background_filter: { match_all: {} } },
          { background_filter: { term: { kind: 'hid' } } },
        ),
      ),
    ),
    keyed(
      'significant_text',
      merged(one({ field: 'name', min_doc_count: 1 }), one({}, { filter_duplicate_text: true })),
    ),
    keyed(
      'composite',
      one(
        { size: 3, sources: [{ t: { terms: { field: 'type' } } }, { n: { histogram: { field: 'n', interval: 4 } } }] },
        { sources: [{ k: { terms: { field: 'kind' } } }], after: { k: 'o' } },
      ),
    ),
    keyed(
      'date_histogram',
      merged(
        one({ field: 'published' }),
        one(
          { calendar_interval: 'month' },
          { fixed_interval: '2d' },
          { calendar_interval: 'day', min_doc_count: 1 },
          { fixed_interval: '1d', extended_bounds: { min: '2024-01-01', max: '2024-01-20' } },
        ),
      ),
    ),
    keyed(
      'histogram',
      one(
        { field: 'n', interval: 3, min_doc_count: 1 },
        { field: 'n', interval: 2, hard_bounds: { min: 0, max: 2_000 } },
        { field: 'factor', interval: 0.001 },
      ),
    ),
    keyed('auto_date_histogram', one({ field: 'published', buckets: 4 })),
    keyed('variable_width_histogram', one({ field: 'n', buckets: 3 })),
    keyed('range', one({ field: 'n', ranges: [{ to: 4 }, { from: 4, to: 1_010 }, { from: 1_010 }] })),
    keyed('date_range', one({ field: 'published', ranges: [{ from: '2024-01-03' }, { to: '2029-01-01' }] })),
    keyed('geohash_grid', one({ field: 'place', precision: 3 })),
    keyed('geotile_grid', one({ field: 'place', precision: 6, size: 5 })),
    keyed('geo_distance', one({ field: 'place', origin: [0, 0], unit: 'km', ranges: [{ to: 300 }, { from: 300 }] })),
    keyed('missing', keyed('field', field)),
    keyed('filter', query),
    keyed(
      'filters',
      fc
        .oneof(fc.array(query, { minLength: 1, maxLength: 2 }), fc.record({ a: query, b: query }))
        .map((filters) => ({ filters, other_bucket: true })),
    ),
    keyed('adjacency_matrix', keyed('filters', fc.record({ a: query, b: query }))),
    keyed('nested', one({ path: 'tags' })),
    one<Json>(
      { reverse_nested: {} },
      { sampler: { shard_size: 3 } },
      { diversified_sampler: { field: 'type', shard_size: 3 } },
      { children: { type: 'child' } },
      { parent: { type: 'child' } },
      { unheard_of: {} },
    ),
    one<Json>({ global: {} }),
    inside,
  )

/** Pipelines, which calculate with what others give. */
const withPipelines: Some = fc
  .tuple(query, one('sum_bucket', 'avg_bucket', 'stats_bucket', 'percentiles_bucket'))
  .map(([filter, sibling]) => ({
    h: {
      date_histogram: { field: 'published', fixed_interval: '2d' },
      aggs: {
        f: { filter, aggs: { n: { sum: { field: 'n' } } } },
        s: { sum: { field: 'n' } },
        d: { derivative: { buckets_path: 's' } },
        c: { cumulative_sum: { buckets_path: 'f>n' } },
        b: { bucket_sort: { sort: [{ s: { order: 'desc' } }], size: 3 } },
      },
    },
    p: { [sibling]: { buckets_path: 'h>s' } },
  }))

const { aggregations } = fc.letrec<{ aggregations: Json; aggregation: Json }>((tie) => ({
  aggregation: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 2, arbitrary: metric },
    merged(bucketAggregation(metric), fc.option(keyed('aggs', tie('aggregations')), { nil: {}, freq: 2 })),
  ),
  aggregations: fc.oneof(keyed('a', tie('aggregation')), fc.record({ a: tie('aggregation'), b: tie('aggregation') })),
}))

const part = (name: string, inside: fc.Arbitrary<unknown>, chance = 0.15): Some =>
  fc.oneof(
    { weight: Math.round((1 - chance) * 100), arbitrary: fc.constant({}) },
    { weight: Math.round(chance * 100), arbitrary: keyed(name, inside) },
  )

const search: Some = merged(
  part('query', query, 0.85),
  part('post_filter', query),
  part('aggs', fc.oneof({ weight: 9, arbitrary: aggregations }, withPipelines), 0.4),
  part('size', one<unknown>(0, 3, '5', 100), 0.4),
  part('from', one(1, 2), 0.1),
  part('_source', one<unknown>(false, ['id', 'n'], { excludes: ['tags'] }, 'name'), 0.3),
  part(
    'docvalue_fields',
    fc.array(fc.oneof(field, one({ field: 'published', format: 'yyyy' })), { minLength: 1, maxLength: 2 }),
    0.1,
  ),
  part('fields', fc.array(field, { minLength: 1, maxLength: 2 }), 0.1),
  part('stored_fields', one<unknown>('_none_', ['id'], '*'), 0.05),
  part('track_total_hits', one<unknown>(true, false, 3), 0.3),
  part(
    'highlight',
    one<Json>(
      { fields: { name: {} } },
      { fields: { '*': {} }, require_field_match: false },
      { order: 'score', number_of_fragments: 2, fragment_size: 20, fields: { name: {}, 'tags.name': {} } },
    ),
    0.15,
  ),
  part('highlight', merged(one({ fields: { name: {} } }), keyed('highlight_query', query)), 0.1),
  part(
    'collapse',
    one<Json>(
      { field: 'type' },
      { field: 'type', inner_hits: { name: 'same', size: 2, sort: [{ id: 'desc' }] } },
      { field: 'n' },
    ),
    0.1,
  ),
  part(
    'rescore',
    query.map((rescore_query) => ({ window_size: 100, query: { rescore_query } })),
    0.04,
  ),
  part('track_scores', one(true), 0.1),
  rarely(
    { explain: true },
    { profile: true },
    { version: true },
    { seq_no_primary_term: true },
    { min_score: 0.5 },
    { terminate_after: 1 },
    { suggest: { s: { text: 'numbe', term: { field: 'name' } } } },
    { script_fields: { s: { script } } },
    { slice: { id: 0, max: 2 } },
    { indices_boost: [{ INDEX: 2 }] },
    { stats: ['x'] },
    { unheard_of: 1 },
  ),
)

function ordered(strict: boolean): Some {
  return fc.oneof(
    {
      weight: 30,
      arbitrary: one<Json>(
        { sort: [{ id: 'asc' }] },
        { sort: [{ n: 'desc' }, 'id'] },
        { sort: { published: { order: 'desc', missing: '_last' } } },
        {
          sort: [
            { 'tags.n': { order: 'asc', nested: { path: 'tags', filter: { term: { 'tags.raw': 't1' } } } } },
            'id',
          ],
        },
        { sort: [{ _geo_distance: { place: [0, 0], order: 'asc' } }, 'id'] },
        { sort: [{ id: 'asc' }], search_after: ['v2'] },
      ),
    },
    one<Json>(
      { sort: '_doc' },
      { sort: [{ _seq_no: 'asc' }] },
      { sort: strict ? ['_score', 'id'] : ['id', '_score'] },
      { sort: { _script: { type: 'number', script } } },
    ),
  )
}
