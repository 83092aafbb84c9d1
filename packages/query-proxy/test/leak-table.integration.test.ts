import { randomUUID } from 'node:crypto'
import { memoryNonceStore } from '@as/hawk/server'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { RefusedSearchError } from '../src/errors.ts'
import { type Guard, reasons, rewrites } from '../src/grammar/guards.ts'
import { createQueryProxy } from '../src/index.ts'
import { callProxy, consumer, serveProxy } from './serve-proxy.ts'
import { type Body, canary, majorVersion, makeTwoWorlds, publicOnly, type TwoWorlds } from './two-worlds.ts'

let worlds: TwoWorlds
beforeAll(async () => {
  worlds = await makeTwoWorlds({ url: inject('opensearchUrl'), run: randomUUID().slice(0, 8) })
})
afterAll(async () => await worlds[Symbol.asyncDispose]())

const isOpenSearch2 = (await majorVersion(inject('opensearchUrl'))) < 3

/** A search that would tell of hidden documents, what keeps it from that, and where it is refused if it is. */
interface Leak {
  readonly leak: string
  readonly guard: Guard
  readonly body: Body
  readonly path?: string
  readonly strict?: boolean
  /** What of the answer is compared, where an answer differs each time. */
  readonly pick?: RegExp
}

const sort = [{ id: 'asc' }]
const one = { max_expansions: 1 }
const late = { range: { published: { gte: '2029-01-01' } } }
const aggregate = (aggs: Record<string, unknown>): Body => ({ size: 0, aggs })
const find = (query: Record<string, unknown>, more: Record<string, unknown> = {}): Body => ({ sort, query, ...more })
const pipeline = (source: string): Record<string, unknown> => ({
  request_processors: [{ script: { lang: 'painless', source } }],
})

const leaks: readonly Leak[] = [
  { leak: 'documents outside the permission', guard: 'outer-bool', body: { sort } },
  { leak: 'aggs.*.global', guard: 'global', body: aggregate({ g: { global: {} } }), path: 'aggs.g.global' },
  {
    leak: 'terms with min_doc_count 0',
    guard: 'unused-term',
    body: aggregate({ t: { terms: { field: 'type', size: 100, min_doc_count: 0 } } }),
    path: 'aggs.t.terms.min_doc_count',
  },
  {
    leak: 'terms with min_doc_count 0, deep inside',
    guard: 'unused-term',
    body: aggregate({
      a: { filter: { match_all: {} }, aggs: { t: { terms: { field: 'type', size: 100, min_doc_count: '0' } } } },
    }),
    path: 'aggs.a.aggs.t.terms.min_doc_count',
  },
  {
    leak: 'multi_terms with min_doc_count 0',
    guard: 'unused-term',
    body: aggregate({
      t: { multi_terms: { terms: [{ field: 'type' }, { field: 'kind' }], size: 100, min_doc_count: 0 } },
    }),
    path: 'aggs.t.multi_terms.min_doc_count',
  },
  {
    leak: 'suggest: term',
    guard: 'suggest',
    body: { suggest: { s: { text: 'numbe', term: { field: 'name' } } } },
    path: 'suggest',
  },
  {
    leak: 'suggest: phrase',
    guard: 'suggest',
    body: { suggest: { s: { text: 'numbe shared', phrase: { field: 'name', max_errors: 2 } } } },
    path: 'suggest',
  },
  {
    leak: 'suggest: completion',
    guard: 'suggest',
    body: { suggest: { s: { prefix: 'done', completion: { field: 'done' } } } },
    path: 'suggest',
  },
  ...(
    [
      ['significant_terms', { field: 'name.raw', min_doc_count: 1 }],
      ['significant_terms', { field: 'name.raw', min_doc_count: 1, background_filter: { match: { name: 'shared' } } }],
      ['significant_text', { field: 'name', min_doc_count: 1 }],
    ] as const
  ).map(
    ([kind, options]): Leak => ({
      leak: `${kind} of ${Object.keys(options).join(', ')}`,
      guard: 'background',
      body: { size: 0, query: { match: { name: 'w1' } }, aggs: { s: { [kind]: options } } },
      path: `aggs.s.${kind}`,
    }),
  ),
  {
    leak: 'significant_terms with the permission in its background, in a bucket without documents',
    guard: 'background',
    body: aggregate({
      d: {
        date_histogram: { field: 'published', calendar_interval: 'day', extended_bounds: { max: '2024-01-20' } },
        aggs: { s: { significant_terms: { field: 'name.raw', background_filter: { term: { kind: 'pub' } } } } },
      },
    }),
    path: 'aggs.d.aggs.s.significant_terms',
  },
  {
    leak: 'terms lookup by id',
    guard: 'terms-lookup',
    body: (index) =>
      find({ terms: { n: { index, id: 'h0', path: 'points', routing: '1' } } }) as Record<string, unknown>,
    path: 'query.terms.n',
  },
  {
    leak: 'terms lookup by query',
    guard: 'terms-lookup',
    body: (index) =>
      find({ terms: { n: { index, query: { match: { name: 'numbex' } }, path: 'points' } } }) as Record<
        string,
        unknown
      >,
    path: 'query.terms.n',
  },
  {
    leak: 'more_like_this by _id',
    guard: 'more-like-this',
    body: find({
      more_like_this: {
        fields: ['name'],
        like: [{ _id: 'h0', routing: '1' }],
        min_term_freq: 1,
        min_doc_freq: 1,
        minimum_should_match: 1,
      },
    }),
    path: 'query.more_like_this',
  },
  {
    leak: 'geo_shape.indexed_shape',
    guard: 'indexed-shape',
    body: (index) =>
      find({ geo_shape: { area: { indexed_shape: { index, id: 'h0', path: 'area', routing: '1' } } } }) as Record<
        string,
        unknown
      >,
    path: 'query.geo_shape.area.indexed_shape',
  },
  {
    leak: 'percolate by id',
    guard: 'percolate',
    body: (index) => find({ percolate: { field: 'stored', index, id: 'h0', routing: '1' } }) as Record<string, unknown>,
    path: 'query.percolate',
  },
  {
    leak: 'has_parent',
    guard: 'join',
    body: find({ has_parent: { parent_type: 'parent', query: { match: { name: 'numbex' } }, inner_hits: {} } }),
    path: 'query.has_parent',
  },
  {
    leak: 'has_child',
    guard: 'join',
    body: find({ has_child: { type: 'child', query: { match: { name: 'numbex' } }, inner_hits: {} } }),
    path: 'query.has_child',
  },
  {
    leak: 'parent aggregation',
    guard: 'join',
    body: aggregate({ p: { parent: { type: 'child' }, aggs: { t: { top_hits: {} } } } }),
    path: 'aggs.p.parent',
  },
  {
    leak: 'children aggregation',
    guard: 'join',
    body: aggregate({ c: { children: { type: 'child' }, aggs: { t: { top_hits: {} } } } }),
    path: 'aggs.c.children',
  },
  {
    leak: 'profile',
    guard: 'profile',
    body: { query: { match: { name: 'numbex' } }, profile: true },
    path: 'profile',
    pick: /"(?:score|next_doc|advance|match|build_scorer)_count":\d+|"description":"[^"]*"/g,
  },
  {
    leak: 'match_phrase_prefix',
    guard: 'phrase-prefix',
    body: find({ match_phrase_prefix: { name: { query: 'numb', ...one } } }),
    path: 'query.match_phrase_prefix',
  },
  {
    leak: 'multi_match of type phrase_prefix',
    guard: 'phrase-prefix',
    body: find({ multi_match: { query: 'numb', fields: ['name'], type: 'phrase_prefix', ...one } }),
    path: 'query.multi_match.type',
  },
  ...(
    [
      ['prefix', { name: { value: 'numb', rewrite: 'top_terms_1' } }, 'query.prefix.name.rewrite'],
      ['wildcard', { name: { value: 'numb*', rewrite: 'top_terms_1' } }, 'query.wildcard.name.rewrite'],
      ['regexp', { name: { value: 'numb.*', rewrite: 'top_terms_boost_1' } }, 'query.regexp.name.rewrite'],
      ['query_string', { query: 'name:numb*', rewrite: 'top_terms_blended_freqs_1' }, 'query.query_string.rewrite'],
    ] as const
  ).map(
    ([clause, options, path]): Leak => ({
      leak: `rewrite: top_terms of ${clause}`,
      guard: 'term-expansion',
      body: find({ [clause]: options }),
      path,
    }),
  ),
  {
    leak: 'fuzzy with a small expansion cap',
    guard: 'fuzzy-expansion',
    body: find({ fuzzy: { name: { value: 'numbex', ...one } } }),
  },
  {
    leak: 'match with fuzziness and a small expansion cap',
    guard: 'fuzzy-expansion',
    body: find({ match: { name: { query: 'numbex', fuzziness: 1, ...one } } }),
  },
  {
    leak: 'match_bool_prefix with fuzziness',
    guard: 'fuzzy-expansion',
    body: find({ match_bool_prefix: { name: { query: 'numbex sh', operator: 'and', fuzziness: 1, ...one } } }),
  },
  {
    leak: 'multi_match with fuzziness',
    guard: 'fuzzy-expansion',
    body: find({ multi_match: { query: 'numbex', fields: ['name', 'name.raw'], fuzziness: 1, ...one } }),
  },
  {
    leak: 'query_string with a fuzzy term',
    body: find({ query_string: { query: 'name:numbex~1', fuzzy_max_expansions: 1 } }),
    ...(isOpenSearch2 ? { guard: 'simple-fuzzy', path: 'query.query_string.query' } : { guard: 'fuzzy-expansion' }),
  },
  {
    leak: 'simple_query_string with a fuzzy term',
    guard: 'simple-fuzzy',
    body: find({ simple_query_string: { query: 'numbex~1', fields: ['name'], fuzzy_max_expansions: 1 } }),
    path: 'query.simple_query_string',
  },
  {
    leak: 'span_multi',
    guard: 'span-multi',
    body: find({ span_multi: { match: { prefix: { name: { value: 'numb', rewrite: 'top_terms_1' } } } } }),
    path: 'query.span_multi',
  },
  {
    leak: 'intervals with a prefix, which fails over too many terms',
    guard: 'interval-expansion',
    body: find({ intervals: { name: { prefix: { prefix: 'w' } } } }),
    path: 'query.intervals.name.prefix',
  },
  ...Object.entries({
    filter: { filter: late },
    filters: { filters: { filters: [late] } },
    adjacency_matrix: { adjacency_matrix: { filters: { late } } },
    'a filter below another aggregation': { terms: { field: 'type' }, aggs: { f: { filter: late } } },
  }).map(
    ([where, aggregation]): Leak => ({
      leak: `the empty meta of a shard that knows its last date: ${where}`,
      guard: 'meta',
      body: aggregate({ a: aggregation }),
    }),
  ),
  {
    leak: 'inner hits that vanish in a shard that knows its last date',
    guard: 'fixed-range',
    body: find({
      bool: {
        should: [
          { match_all: {} },
          { bool: { filter: late, must: { nested: { path: 'tags', query: { match_all: {} }, inner_hits: {} } } } },
        ],
      },
    }),
  },
  { leak: 'explain', guard: 'explain', body: { query: { match: { name: 'w3' } }, explain: true }, path: 'explain' },
  {
    leak: 'explain of inner hits',
    guard: 'explain',
    body: find({
      nested: { path: 'tags', query: { match: { 'tags.name': 'shared' } }, inner_hits: { explain: true } },
    }),
    path: 'query.nested.inner_hits.explain',
  },
  {
    leak: 'min_score',
    guard: 'score-threshold',
    body: find({ match: { name: 'number' } }, { min_score: 1 }),
    path: 'min_score',
  },
  {
    leak: 'min_score of a function_score',
    guard: 'score-threshold',
    body: find({ function_score: { query: { match: { name: 'number' } }, min_score: 1 } }),
    path: 'query.function_score.min_score',
  },
  {
    leak: 'sampler',
    guard: 'sampler',
    body: {
      size: 0,
      query: {
        bool: {
          should: [{ match: { name: 'number' } }, { match: { name: 'w3' } }, { term: { n: { value: 5, boost: 0.3 } } }],
        },
      },
      aggs: { s: { sampler: { shard_size: 1 }, aggs: { t: { terms: { field: 'id' } } } } },
    },
    path: 'aggs.s.sampler',
  },
  {
    leak: 'scores, of a strict key',
    guard: 'strict-query',
    strict: true,
    body: { query: { match: { name: 'w3' } } },
  },
  {
    leak: 'scores of inner hits, of a strict key',
    guard: 'strict-nested',
    strict: true,
    body: { query: { nested: { path: 'tags', query: { match: { 'tags.name': 'shared' } }, inner_hits: {} } } },
  },
  {
    leak: 'scores of rescore, of a strict key',
    guard: 'strict-rescore',
    strict: true,
    body: { rescore: { query: { rescore_query: { match: { name: 'w3' } } } } },
    path: 'rescore',
  },
  {
    leak: 'what nobody has looked at: here a field derived by a script',
    guard: 'unknown',
    body: find(
      { range: { place_in_index: { lte: 10 } } },
      { derived: { place_in_index: { type: 'long', script: { source: "emit(doc['_seq_no'].value)" } } } },
    ),
    path: 'derived',
  },
  { leak: '_version', guard: 'version', body: { sort, version: true }, path: 'version' },
  {
    leak: '_seq_no in hits',
    guard: 'sequence-number',
    body: { sort, seq_no_primary_term: true },
    path: 'seq_no_primary_term',
  },
  { leak: 'sort by _doc', guard: 'position', body: { sort: '_doc' }, path: 'sort' },
  {
    leak: '_seq_no in a range',
    guard: 'internal-field',
    body: find({ range: { _seq_no: { lte: 10 } } }),
    path: 'query.range._seq_no',
  },
  {
    leak: '_seq_no in an aggregation',
    guard: 'internal-field',
    body: aggregate({ m: { max: { field: '_seq_no' } } }),
    path: 'aggs.m.max.field',
  },
  {
    leak: '_seq_no in docvalue_fields',
    guard: 'internal-field',
    body: { sort, docvalue_fields: [{ field: '_seq_no' }] },
    path: 'docvalue_fields[0].field',
  },
  {
    leak: '_seq_no in docvalue_fields, by a pattern',
    guard: 'internal-field',
    body: { sort, docvalue_fields: ['*_no'] },
    path: 'docvalue_fields[0]',
  },
  { leak: '_seq_no in sort', guard: 'internal-field', body: { sort: [{ _seq_no: 'asc' }] }, path: 'sort[0]._seq_no' },
  {
    leak: '_seq_no in the fields of a query_string, by a pattern',
    guard: 'internal-field',
    body: find({ query_string: { query: '[0 TO 10]', fields: ['*seq_no^2'] } }),
    path: 'query.query_string.fields[0]',
  },
  {
    leak: '_seq_no in the fields of a simple_query_string',
    guard: 'internal-field',
    body: find({ simple_query_string: { query: '5', fields: ['_seq_no'] } }),
    path: 'query.simple_query_string.fields[0]',
  },
  ...['_seq_no:[0 TO 10]', 'name:x OR (_seq_no :>3)', '\\u005fseq\\_no:[0 TO 10]', 'x^2_seq_no:5'].map(
    (query): Leak => ({
      leak: `_seq_no in the text of a query_string: ${query}`,
      guard: 'query-text-field',
      body: find({ query_string: { query, default_field: 'name' } }),
      path: 'query.query_string.query',
    }),
  ),
  {
    leak: 'script_fields',
    guard: 'script',
    body: { sort, script_fields: { s: { script: { source: "doc['_seq_no'].value" } } } },
    path: 'script_fields',
  },
  {
    leak: 'script query',
    guard: 'script',
    body: find({ script: { script: { source: "doc['_seq_no'].value < 10" } } }),
    path: 'query.script',
  },
  {
    leak: 'sort by a script',
    guard: 'script',
    body: { sort: { _script: { type: 'number', script: { source: "doc['_seq_no'].value" } } } },
    path: 'sort._script',
  },
  {
    leak: 'scripted_metric',
    guard: 'script',
    body: aggregate({
      s: {
        scripted_metric: {
          init_script: 'state.n = 0L',
          map_script: "state.n += doc['_seq_no'].value",
          combine_script: 'return state.n',
          reduce_script: 'long n = 0; for (s in states) { n += s } return n',
        },
      },
    }),
    path: 'aggs.s.scripted_metric',
  },
  {
    leak: 'search_pipeline with a script processor',
    guard: 'search-pipeline',
    body: { sort, search_pipeline: pipeline("ctx._source['version'] = true") },
    path: 'search_pipeline',
  },
]

test.each(leaks.filter(({ path }) => path !== undefined))(
  '$leak is refused',
  async ({ body, path, strict = false }) => {
    const answer = worlds.ask(worlds.full, body, { strict })
    await expect(answer).rejects.toBeInstanceOf(RefusedSearchError)
    await expect(answer).rejects.toHaveProperty('path', path)
  },
)

test.each(leaks.filter(({ path }) => path === undefined))(
  '$leak: the answer is as if hidden documents did not exist',
  async ({ body, strict = false }) => {
    const [full, alone] = await worlds.askBoth(body, { strict })
    expect(full.status).toBe(200)
    expect(full.text).toBe(alone.text)
  },
)

// OpenSearch 2 does not know it
const possible = leaks.filter(({ leak }) => !(isOpenSearch2 && leak === 'terms lookup by query'))

test.each(possible)('$leak: without its guard "$guard" it leaks', async ({ guard, body, strict = false, pick }) => {
  const [full, alone] = await worlds.askBoth(body, { strict, without: [guard] })
  const told = ({ text }: { text: string }): unknown => (pick ? text.match(pick) : text)
  expect([full.status, alone.status]).toContain(200)
  expect(told(full)).not.toEqual(told(alone))
})

test('every guard is in the table', () => {
  const guards = [...Object.keys(reasons), ...rewrites]
  expect(guards.filter((guard) => !leaks.some((leak) => leak.guard === guard))).toEqual([])
})

test('_shards.skipped tells of hidden documents, so no shard is skipped', async () => {
  await using split = await makeTwoWorlds({ url: inject('opensearchUrl'), run: randomUUID().slice(0, 8), shards: 3 })
  const body = { sort: [{ published: 'desc' }], query: { range: { published: { gte: '2029-01-01' } } } }
  const [full, alone] = await split.askBoth(body)
  expect(full.text).toBe(alone.text)
  const skipped = await Promise.all(
    [split.full, split.alone].map(async (index) => {
      const headers = { 'content-type': 'application/json' }
      const query = { bool: { must: [body.query], filter: [{ term: { kind: 'pub' } }] } }
      const sent = { method: 'POST', headers, body: JSON.stringify({ ...body, query }) }
      const answer = await fetch(`${inject('opensearchUrl')}/${index}/_search`, sent)
      return ((await answer.json()) as { _shards: { skipped: number } })._shards.skipped
    }),
  )
  expect(skipped[0]).not.toBe(skipped[1])
})

/** What callers can write into a URL. */
test.each([
  ['GET', '/v3/activities/_search?q=numbex&size=100', 200],
  ['GET', '/v3/activities/_search?scroll=1m', 200],
  ['POST', '/v3/activities/_search?source=%7B%7D&source_content_type=application/json', 200],
  ['POST', '/v3/activities%2Cobjects/_search', 404],
  ['POST', '/v3/objects/../activities/_search', 401],
  ['POST', '/v3/*/_search', 404],
  ['POST', '/v3/_all/_search', 404],
  ['GET', '/v3/activities/_doc/h0', 404],
  ['GET', '/v3/activities/_source/h0', 404],
  ['POST', '/v3/activities/_mget', 404],
  ['POST', '/v3/activities/_msearch', 404],
  ['POST', '/v3/activities/_termvectors/h0', 404],
  ['GET', '/v3/activities/_explain/h0', 404],
  ['POST', '/v3/_search/scroll', 404],
  ['GET', '/v3/_cat/indices', 404],
])('%s %s reaches no hidden document', async (method, path, expected) => {
  const aliases = { activities: worlds.full, objects: worlds.full }
  const app = createQueryProxy({
    keys: [{ ...consumer, permissions: { [worlds.full]: [publicOnly] } }],
    allowedAddresses: ['10.1.0.0/16'],
    nonces: memoryNonceStore(),
    forwarder: worlds.forwarder,
    aliases,
    health: { isUp: async () => true, feeds: async () => [] },
    metrics: async () => '',
  })
  await using server = await serveProxy(app)
  const body = '{"size":100,"sort":"id","ids":["h0"]}'
  const { status, text } = await callProxy(server, { method, path, body: expected === 200 ? '{"size":100}' : body })
  expect({ status, text }).toMatchObject({ status: expected })
  expect(text).not.toContain(canary)
  expect(text).not.toContain('_scroll_id')
  expect(text.includes('"total":{"value":8,')).toBe(expected === 200)
})
