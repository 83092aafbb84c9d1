import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { forwardSearch, type Permission, restrictSearch } from '../src/index.ts'
import { connectOpenSearch } from '../src/opensearch-connection.ts'

const url = inject('opensearchUrl')
const alias = `lenient-${randomUUID()}`
const [strict, lenient] = [`${alias}-1`, `${alias}-2`]

const flat = {
  id: { type: 'keyword' },
  kind: { type: 'keyword' },
  published: { type: 'date' },
  name: { type: 'text', fields: { raw: { type: 'keyword' } } },
}
const tags = { type: 'nested', properties: { raw: { type: 'keyword' }, n: { type: 'long' } } }
const place = { type: 'geo_point' }
const area = { type: 'geo_shape' }

async function call(method: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

beforeAll(async () => {
  const common = { settings: { number_of_replicas: 0 }, aliases: { [alias]: {} } }
  await call('PUT', `/${strict}`, {
    ...common,
    mappings: { dynamic: false, properties: { ...flat, tags, place, area } },
  })
  await call('PUT', `/${lenient}`, { ...common, mappings: { dynamic: false, properties: flat } })
  const document = (n: number): object => ({ kind: 'pub', published: `2024-01-0${n + 1}`, name: `n ${n}` })
  for (let n = 0; n < 4; n += 1) {
    const objects = { tags: [{ raw: `t${n}`, n }], place: [n, n], area: { type: 'point', coordinates: [n, n] } }
    await call('PUT', `/${strict}/_doc/s${n}?refresh=true`, { id: `s${n}`, ...document(n), ...objects })
  }
  const plain = { tags: ['plain'], place: 'somewhere' }
  await call('PUT', `/${lenient}/_doc/l?refresh=true`, { id: 'l', ...document(0), ...plain })
})

afterAll(async () => {
  await call('DELETE', `/${strict},${lenient}`, undefined)
})

const restricted: Permission = { type: 'terms', field: 'kind', values: ['pub'] }
const nested = { path: 'tags', query: { terms: { 'tags.raw': ['t1', 't2'] } } }
const byId = { id: 'asc' }
const ids = (...found: string[]): { hits: string[] } => ({ hits: found })

interface Found {
  readonly hits: { readonly hits: readonly { readonly _id: string }[] }
  readonly aggregations?: Record<string, { doc_count: number }>
}

async function ask(permission: Permission, body: object): Promise<Found> {
  await using connection = connectOpenSearch({ url })
  const key = { permissions: { [alias]: [permission] } }
  const text = restrictSearch(new TextEncoder().encode(JSON.stringify(body)), { alias, key })
  const signal = AbortSignal.timeout(60_000)
  const answer = await forwardSearch(connection).search({ alias, body: text, signal })
  const written = Buffer.from(answer.body as Uint8Array).toString()
  expect({ status: answer.status, written }).toMatchObject({ status: 200 })
  return JSON.parse(written) as Found
}

const searches: readonly [string, object, { readonly hits: string[] }][] = [
  ['a nested query', { query: { nested }, sort: byId }, ids('s1', 's2')],
  ['a nested query with inner hits', { query: { nested: { ...nested, inner_hits: {} } }, sort: byId }, ids('s1', 's2')],
  ['what a nested query leaves', { query: { bool: { must_not: { nested } } }, sort: byId }, ids('l', 's0', 's3')],
  [
    'a sort by a field of nested objects',
    { sort: [{ 'tags.raw': { order: 'desc', nested: { path: 'tags' } } }, byId] },
    ids('s3', 's2', 's1', 's0', 'l'),
  ],
  [
    'a sort by a number of nested objects, its type told',
    { sort: [{ 'tags.n': { order: 'desc', nested: { path: 'tags' }, unmapped_type: 'long' } }, byId] },
    ids('s3', 's2', 's1', 's0', 'l'),
  ],
  [
    'a sort by such a number, told by what stands for missing ones',
    { sort: [{ 'tags.n': { order: 'desc', nested: { path: 'tags' }, missing: -1 } }, byId] },
    ids('s3', 's2', 's1', 's0', 'l'),
  ],
  ['a sort by distance', { sort: [{ _geo_distance: { place: [3, 3] } }] }, ids('s3', 's2', 's1', 's0', 'l')],
  ['a distance', { query: { geo_distance: { distance: '200km', place: [0, 0] } }, sort: byId }, ids('s0', 's1')],
  [
    'a box',
    { query: { geo_bounding_box: { place: { top_left: [-1, 1.5], bottom_right: [1.5, -1] } } }, sort: byId },
    ids('s0', 's1'),
  ],
  [
    'a shape',
    {
      query: { geo_shape: { area: { shape: { type: 'point', coordinates: [2, 2] }, relation: 'intersects' } } },
      sort: byId,
    },
    ids('s2'),
  ],
  [
    'a date',
    { query: { range: { published: { lt: '2024-01-02' } } }, sort: [{ published: 'asc' }, byId] },
    ids('l', 's0'),
  ],
  ['a name', { query: { match: { name: '0' } }, sort: byId, collapse: { field: 'name.raw' } }, ids('l')],
]

test.each(searches)('an index that lacks nested objects and places does not fail %s', async (_what, body, { hits }) => {
  for (const permission of [restricted, { type: 'all' } as const]) {
    const found = await ask(permission, body)
    expect(found.hits.hits.map(({ _id }) => _id)).toEqual(hits)
  }
})

test('an index that lacks nested objects and places does not fail aggregations of them', async () => {
  const aggs = {
    tags: {
      nested: { path: 'tags' },
      aggs: { names: { terms: { field: 'tags.raw' }, aggs: { back: { reverse_nested: {} } } } },
    },
    near: { filter: { geo_distance: { distance: '200km', place: [0, 0] } } },
    tagged: { filter: { nested } },
    cells: { geohash_grid: { field: 'place', precision: 3 } },
    bounds: { geo_bounds: { field: 'place' } },
  }
  for (const permission of [restricted, { type: 'all' } as const]) {
    const { aggregations } = await ask(permission, { size: 0, aggs })
    expect(aggregations).toMatchObject({ tags: { doc_count: 4 }, near: { doc_count: 2 }, tagged: { doc_count: 2 } })
  }
})
