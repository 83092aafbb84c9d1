import { randomUUID } from 'node:crypto'
import { redisNonceStore } from '@as/hawk/redis'
import { memoryNonceStore } from '@as/hawk/server'
import { Client } from '@opensearch-project/opensearch'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  type AccessKey,
  connectOpenSearch,
  createQueryProxy,
  forwardSearch,
  type Permission,
  type QueryProxyOptions,
} from '../src/index.ts'
import { redisCursorStore } from '../src/redis.ts'
import { type CallAnswer, callProxy, consumer, type SignedCall, serveProxy } from './serve-proxy.ts'

const client = new Client({ node: inject('opensearchUrl') })
const connection = connectOpenSearch({ url: inject('opensearchUrl') })
const redis = new Redis(inject('redisUrl'))
const run = randomUUID().slice(0, 8)
const aliases = { activities: `activities-${run}`, objects: `objects-${run}` }
/** The visible documents of `activities` alone: what an answer must look like when the others did not exist. */
const alone = { activities: `alone-${run}`, objects: `objects-${run}` }

const properties = {
  id: { type: 'keyword' },
  type: { type: 'keyword' },
  published: { type: 'date' },
  'object.type': { type: 'keyword' },
  'object.name': { type: 'text', fields: { raw: { type: 'keyword' } } },
  'actor.id': { type: 'keyword' },
  'object.tags': { type: 'nested', properties: { name: { type: 'text' } } },
}

interface Document {
  id: string
  types: string | string[]
  actor?: string
  name: string
}

const documents: Document[] = [
  { id: 'event-1', types: ['Event', 'dit:Event'], actor: 'me', name: 'a fair in London' },
  { id: 'event-2', types: 'dit:Event', actor: 'you', name: 'a fair in Leeds' },
  { id: 'person-1', types: 'Person', actor: 'me', name: 'a hidden secret' },
  { id: 'typeless', types: [], actor: 'me', name: 'a hidden fairground' },
]
const exact = '{"id":"exact","n":12345678901234567890,"object":{"type":"dit:Exact","f":1.0,"é":"\\u00e9"}}'

function lineOf({ id, types, actor, name }: Document): string {
  const object = { id: `o-${id}`, type: types, name, tags: [{ name }] }
  return JSON.stringify({ id, type: 'Create', published: '2025-01-01', actor: { id: actor }, object })
}

beforeAll(async () => {
  for (const [index, alias, lines] of [
    [`${aliases.activities}-1`, aliases.activities, [...documents.map(lineOf), exact]],
    [`${alone.activities}-1`, alone.activities, documents.slice(0, 2).map(lineOf)],
    [`${aliases.objects}-1`, aliases.objects, [lineOf({ id: 'object', types: 'dit:Event', name: 'an object' })]],
  ] as const) {
    const mappings = { dynamic: 'false', properties }
    await client.indices.create({ index, body: { aliases: { [alias]: {} }, mappings: mappings as object } })
    const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id)
    const bulk = lines.flatMap((line, at) => [JSON.stringify({ index: { _id: ids[at] } }), line])
    const answer = await client.transport.request({
      method: 'POST',
      path: `/${index}/_bulk`,
      querystring: { refresh: 'true' },
      bulkBody: `${bulk.join('\n')}\n`,
    })
    if (answer.body.errors !== false) throw new Error(`Cannot fill ${index}: ${JSON.stringify(answer.body)}`)
  }
})

afterAll(async () => {
  const index = [`${aliases.activities}-*`, `${alone.activities}-1`, `${aliases.objects}-1`]
  await client.indices.delete({ index })
  redis.disconnect()
  await connection[Symbol.asyncDispose]()
})

const all: Permission = { type: 'all' }
const events: Permission = { type: 'terms', field: 'object.type', values: ['dit:Event'] }
const mine: Permission = { type: 'terms', field: 'actor.id', values: ['me'] }

function proxy(permissions: AccessKey['permissions'], options: Partial<QueryProxyOptions> = {}) {
  const byAlias = options.aliases ?? aliases
  const named = {
    [byAlias.activities]: permissions.activities ?? [],
    [byAlias.objects]: permissions.objects ?? [],
  }
  return createQueryProxy({
    keys: [{ ...consumer, permissions: named }],
    allowedAddresses: ['10.1.0.0/16'],
    nonces: redisNonceStore(redis, { prefix: `nonce-${run}:` }),
    forwarder: forwardSearch(connection),
    aliases: byAlias,
    health: { isUp: async () => (await redis.ping()) === 'PONG', feeds: async () => [] },
    metrics: async () => '',
    ...options,
  })
}

const path = '/v3/activities/_search'

async function call(app: ReturnType<typeof proxy>, signed: Partial<SignedCall>): Promise<CallAnswer> {
  await using server = await serveProxy(app)
  return await callProxy(server, { path, ...signed })
}

async function search(app: ReturnType<typeof proxy>, body: unknown, at: Partial<SignedCall> = {}): Promise<CallAnswer> {
  return await call(app, { body: typeof body === 'string' ? body : JSON.stringify(body), ...at })
}

function idsIn({ text, status }: CallAnswer): string[] {
  expect({ status, text }).toMatchObject({ status: 200 })
  const { hits } = JSON.parse(text) as { hits: { hits: { _id: string }[] } }
  return hits.hits.map(({ _id }) => _id).sort()
}

const everything = ['event-1', 'event-2', 'exact', 'person-1', 'typeless']

test.each<[string, Permission[] | undefined, string[]]>([
  ['__MATCH_ALL__', [all], everything],
  ['__MATCH_NONE__', [{ type: 'none' }], []],
  ['no entry', undefined, []],
  ['terms, over a list too, not over an absent field', [events], ['event-1', 'event-2']],
  ['two terms together', [events, mine], ['event-1']],
  ['terms of a field that is not in the mapping', [{ type: 'terms', field: 'nowhere', values: ['x'] }], []],
  ['terms without values', [{ type: 'terms', field: 'object.type', values: [] }], []],
])('a permission of %s shows what it says', async (_name, permission, expected) => {
  const app = proxy(permission ? { activities: permission } : {})
  for (const body of ['', '{}', '{"query":{"match_all":{}}}']) expect(idsIn(await search(app, body))).toEqual(expected)
})

test('a permission for activities shows no objects', async () => {
  const app = proxy({ activities: [all] })
  expect(idsIn(await search(app, {}, { path: '/v3/objects/_search' }))).toEqual([])
  expect(idsIn(await search(proxy({ objects: [all] }), {}, { path: '/v1/objects', method: 'GET' }))).toEqual(['object'])
})

test("the caller's should keeps its meaning beside the permission", async () => {
  const query = { bool: { should: [{ term: { id: 'event-2' } }, { term: { id: 'person-1' } }] } }
  expect(idsIn(await search(proxy({ activities: [events] }), { query }))).toEqual(['event-2'])
})

test.each([
  { query: { term: { id: 'event-1' } }, size: '1' },
  { query: { bool: { must: { term: { id: { value: 'event-1' } } }, filter: [{ exists: { field: 'id' } }] } } },
  { query: { bool: { should: { term: { id: 'event-1' } }, must_not: { term: { id: 'x' } } } } },
  { query: { function_score: { query: { match: { 'object.name': 'London' } }, boost: 2 } } },
  { query: { terms: { id: ['event-1', 'person-1'] } }, _source: ['id'], sort: [{ published: 'asc' }, { id: 'asc' }] },
  { query: { match_all: {} }, search_after: ['event-0'], sort: [{ id: { order: 'asc' } }], size: 1 },
])('what OpenSearch takes, a restricted key may send: %j', async (body) => {
  expect(idsIn(await search(proxy({ activities: [events] }), body))).toEqual(['event-1'])
})

/** A restricted key's answers over all documents, and over an index where the hidden ones do not exist. */
test.each([
  { query: { match: { 'object.name': 'hidden' } } },
  { query: { query_string: { query: '*:hidden OR _exists_:id' } } },
  { query: { match: { 'object.name': { query: 'fairgrount', fuzziness: 2 } } } },
  { query: { nested: { path: 'object.tags', query: { match: { 'object.tags.name': 'fair' } }, inner_hits: {} } } },
  { query: { prefix: { 'object.name': 'f' } }, highlight: { fields: { 'object.name': {} } } },
  { post_filter: { bool: { must_not: { term: { id: 'event-1' } } } }, track_total_hits: true },
  { collapse: { field: 'type', inner_hits: { name: 'same', size: 5 } } },
  { size: 0, aggs: { t: { terms: { field: 'object.type' }, aggs: { n: { cardinality: { field: 'id' } } } } } },
  { size: 0, aggs: { r: { rare_terms: { field: 'object.name.raw' } }, m: { missing: { field: 'actor.id' } } } },
  { size: 0, aggs: { f: { filters: { filters: { a: { match_all: {} } }, other_bucket: true } } } },
  { size: 0, aggs: { c: { composite: { sources: [{ id: { terms: { field: 'id' } } }] } } } },
  { size: 0, aggs: { d: { date_histogram: { field: 'published', calendar_interval: 'day' } } } },
  { size: 0, aggs: { n: { nested: { path: 'object.tags' }, aggs: { back: { reverse_nested: {} } } } } },
])('hidden documents change nothing in the answer to %j', async (body) => {
  const sorted = { sort: [{ id: 'asc' }], ...body }
  const answers = await Promise.all(
    [aliases, alone].map(async (names) => {
      const { status, text } = await search(proxy({ activities: [events] }, { aliases: names }), sorted)
      expect({ status, text }).toMatchObject({ status: 200 })
      const plain = text
        .replace(/"took":\d+/, '')
        .replaceAll(names.activities, '')
        .replace(/"_score":[\d.]+/g, '')
      return plain.replace(/"max_score":[\d.]+/g, '')
    }),
  )
  expect(answers[0]).toBe(answers[1])
})

test.each([
  [{ size: 0, aggs: { g: { global: {} } } }, 'aggs.g.global'],
  [{ suggest: { s: { text: 'secre', term: { field: 'object.name' } } } }, 'suggest'],
  [{ query: { terms: { id: { index: alone.activities, id: 'event-1', path: 'id' } } } }, 'query.terms.id'],
])('a search that would leak is answered 400: %j', async (body, leak) => {
  const { status, text } = await search(proxy({ activities: [events] }), body)
  expect(status).toBe(400)
  expect((JSON.parse(text) as { details: string }).details).toContain(leak)
})

test('a document is answered byte for byte', async () => {
  for (const permission of [all, { type: 'terms', field: 'object.type', values: ['dit:Exact'] } as const]) {
    const { text } = await search(proxy({ activities: [permission] }), { query: { term: { id: 'exact' } } })
    expect(text).toContain(`"_source":${exact}`)
  }
})

test('an error of OpenSearch is answered with its status and body', async () => {
  const { status, text, headers } = await search(proxy({ activities: [all] }), { query: { no_such_clause: {} } })
  expect(status).toBe(400)
  expect(JSON.parse(text)).toMatchObject({ status: 400, error: { type: 'parsing_exception' } })
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
})

test('a key given twice is refused by OpenSearch, so that it cannot hide from us', async () => {
  const { status } = await search(proxy({ activities: [all] }), '{"query":{"match_all":{}},"query":{"match_none":{}}}')
  expect(status).toBe(400)
})

test('OpenSearch answers its root below /v3/', async () => {
  const { status, text } = await call(proxy({}), { path: '/v3/', method: 'GET' })
  expect(status).toBe(200)
  expect(JSON.parse(text)).toHaveProperty('version.number')
})

test('checks come in their order', async () => {
  await using server = await serveProxy(proxy({ activities: [all] }))
  const nothing = {
    'x-forwarded-for': undefined,
    'x-forwarded-proto': undefined,
    authorization: undefined,
    'content-type': undefined,
  }
  const good = { 'x-forwarded-for': '10.1.2.3, 10.2.2.2', 'x-forwarded-proto': 'https', authorization: 'Hawk' }
  const wrong = 'Incorrect authentication credentials.'
  const steps: [Record<string, string | undefined>, string][] = [
    [nothing, wrong],
    [{ ...nothing, 'x-forwarded-for': good['x-forwarded-for'] }, 'The X-Forwarded-Proto header was not set.'],
    [{ ...nothing, ...good, authorization: undefined }, 'Authentication credentials were not provided.'],
    [
      { ...nothing, ...good },
      'Content-Type header was not set. It must be set for authentication, even if as the empty string.',
    ],
    [{ ...nothing, ...good, 'content-type': '' }, wrong],
  ]
  for (const [headers, details] of steps) {
    const answer = await callProxy(server, { path: '/v3/nowhere', headers })
    expect({ ...answer, headers: answer.headers['content-type'] }).toEqual({
      status: 401,
      text: `{"details": "${details}"}`,
      headers: 'application/json; charset=utf-8',
    })
    expect(answer.headers.server).toBe('activity-stream')
  }
})

test('a request counts once, in every instance', async () => {
  await using one = await serveProxy(proxy({ activities: [all] }))
  await using other = await serveProxy(proxy({ activities: [all] }))
  const same = { path, method: 'GET', body: '{"size":0}', nonce: 'once' }
  const answers = await Promise.all([one, other, one].map((server) => callProxy(server, same)))
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401])
})

test('nobody is let in while Redis is down', async () => {
  const dead = new Redis({ port: 1, enableOfflineQueue: false, retryStrategy: null })
  dead.on('error', () => {})
  const app = proxy({ activities: [all] }, { nonces: redisNonceStore(dead) })
  expect((await search(app, {})).status).toBe(503)
})

test('an OpenSearch that is down is said to be so within 3 s', { timeout: 3_000 }, async () => {
  const forwarder = forwardSearch(connectOpenSearch({ url: 'http://127.0.0.1:1' }))
  const app = proxy({ activities: [all] }, { forwarder, nonces: memoryNonceStore() })
  expect(await search(app, {})).toMatchObject({ status: 500, text: '{"details": "An unknown error occurred."}' })
})

test('/v1/ pages through all a key may see, also when the index is swapped between', async () => {
  const cursors = redisCursorStore(redis, { prefix: `cursor-${run}:` })
  const keys = [
    { ...consumer, permissions: { [aliases.activities]: [mine] } },
    { id: 'other', key: 'other', permissions: { [aliases.activities]: [all] } },
  ]
  await using server = await serveProxy(proxy({}, { keys, cursors }))
  const get = (at: string, signed: Partial<SignedCall> = {}) =>
    callProxy(server, { method: 'GET', path: at, ...signed })
  const seen: string[] = []
  let at = '/v1/'
  for (let pages = 0; pages < 10; pages += 1) {
    const { status, text } = await get(at, pages === 0 ? { body: '{"size":1,"sort":[{"published":"asc"}]}' } : {})
    expect(status).toBe(200)
    const page = JSON.parse(text) as { type: string; next?: string; orderedItems: { id: string }[] }
    expect(page.type).toBe('Collection')
    seen.push(...page.orderedItems.map(({ id }) => id))
    if (page.next === undefined) break
    const next = new URL(page.next)
    expect(next.origin).toBe('https://proxy.example')
    at = next.pathname
    if (pages === 0) await reindex()
    const stolen = await get(at, { credentials: { id: 'other', key: 'other' } })
    expect(stolen).toMatchObject({ status: 404, text: '{"details": "Scroll ID not found."}' })
  }
  expect(seen).toEqual(['event-1', 'person-1', 'typeless'])
  expect((await get('/v1/unknown')).status).toBe(404)
})

/** Swaps the index behind `activities` for a copy and deletes the old one. */
async function reindex(): Promise<void> {
  const [index, copy] = [`${aliases.activities}-1`, `${aliases.activities}-2`]
  const { body: old } = await client.indices.get({ index })
  await client.indices.create({ index: copy, body: { mappings: old[index]?.mappings as object } })
  await client.reindex({ body: { source: { index }, dest: { index: copy } }, refresh: true })
  const alias = aliases.activities
  await client.indices.updateAliases({
    body: { actions: [{ remove: { index, alias } }, { add: { index: copy, alias } }] },
  })
  await client.indices.delete({ index })
}
