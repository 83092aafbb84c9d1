import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { memoryNonceStore } from '@as/hawk/server'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  type AccessKey,
  connectOpenSearch,
  createQueryProxy,
  forwardSearch,
  type QueryProxyEvent,
  type SearchForwarder,
} from '../src/index.ts'
import { callProxy, consumer, serveProxy, signedHeaders } from './serve-proxy.ts'

const url = inject('opensearchUrl')
const alias = `deep-${randomUUID().slice(0, 8)}`
const connection = connectOpenSearch({ url })
const visible = 12_000

async function ask(method: string, path: string, body?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/x-ndjson' }
  const answer = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) })
  const found = (await answer.json()) as { errors?: boolean }
  expect({ status: answer.status, errors: found.errors ?? false }).toEqual({ status: 200, errors: false })
  return found
}

/** Numbers, escapes and order that a parser would change. */
const lineOf = (n: number, type: string): string =>
  `{"id":"${type}-${String(n).padStart(5, '0')}","n":${n}.0,"big":12345678901234567890,"2":0,"1":"\\u00e9é","object":{"type":"${type}"}}`

async function fill(index: string): Promise<void> {
  const properties = { id: { type: 'keyword' }, object: { properties: { type: { type: 'keyword' } } } }
  const mappings = { dynamic: 'false', properties }
  await ask('PUT', `/${index}`, JSON.stringify({ settings: { number_of_replicas: 0 }, mappings }))
  const lines = Array.from({ length: visible }, (_, n) => `{"index":{}}\n${lineOf(n, 'seen')}\n`)
  for (let n = 0; n < 50; n += 1) lines.push(`{"index":{}}\n${lineOf(n, 'hidden')}\n`)
  await ask('POST', `/${index}/_bulk?refresh=true`, lines.join(''))
}

beforeAll(async () => {
  await fill(`${alias}-1`)
  await ask('POST', '/_aliases', JSON.stringify({ actions: [{ add: { index: `${alias}-1`, alias } }] }))
})

afterAll(async () => {
  await ask('DELETE', `/${alias}-*`)
  await connection[Symbol.asyncDispose]()
})

const part: AccessKey['permissions'] = { [alias]: [{ type: 'terms', field: 'object.type', values: ['seen'] }] }

function proxy(
  permissions = part,
  forwarder: SearchForwarder = forwardSearch(connection),
  events: QueryProxyEvent[] = [],
) {
  return createQueryProxy({
    keys: [{ ...consumer, permissions }],
    allowedAddresses: ['10.0.0.0/8'],
    nonces: memoryNonceStore(),
    forwarder,
    aliases: { activities: alias, objects: `${alias}-none` },
    health: { isUp: async () => true, feeds: async () => [] },
    metrics: async () => '',
    onEvent: (event) => events.push(event),
  })
}

const path = '/v3/activities/_stream'
interface Line {
  _source: { id: string; object: { type: string } }
}

function linesOf(text: string): string[] {
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n')
}

async function openContexts(): Promise<number> {
  const { pits } = (await ask('GET', '/_search/point_in_time/_all')) as { pits: { pit_id: string }[] }
  return pits.length
}

test('_count counts what a key may see, and takes a query only', async () => {
  await using server = await serveProxy(proxy())
  const count = (call: object) => callProxy(server, { path: '/v3/activities/_count', ...call })
  for (const call of [{ method: 'GET' }, { body: '{}' }, { body: '{"query":{"match_all":{}}}' }]) {
    const { status, text } = await count(call)
    expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({
      status: 200,
      count: visible,
      _shards: { failed: 0 },
    })
  }
  const hidden = await count({ body: '{"query":{"term":{"object.type":"hidden"}}}' })
  expect(JSON.parse(hidden.text)).toMatchObject({ count: 0 })
  expect(await count({ body: '{"size":1}' })).toMatchObject({
    status: 400,
    text: '{"details": "Cannot search with \\"size\\": counting takes a query and nothing else"}',
  })
  expect(await count({ body: '{"query":{"nonsense":{}}}' })).toMatchObject({ status: 400 })
})

test('_stream gives every document a key may see, once, byte for byte, beyond 10,000', async () => {
  await using server = await serveProxy(proxy())
  const { status, text, headers } = await callProxy(server, { path, method: 'GET' })
  expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson; charset=utf-8'])
  const lines = linesOf(text)
  expect(lines).toHaveLength(visible)
  expect(lines[7]).toContain(`"_source":${lineOf(7, 'seen')}`)
  const ids = new Set(lines.map((line) => (JSON.parse(line) as Line)._source.id))
  expect(ids.size).toBe(visible)
  expect(text).not.toContain('hidden')
  expect(await openContexts()).toBe(0)
})

test('_stream keeps to a query, a selection and an order', async () => {
  await using server = await serveProxy(proxy({ [alias]: [{ type: 'all' }] }))
  const body = { query: { term: { 'object.type': 'hidden' } }, _source: ['id'], sort: [{ id: 'desc' }] }
  const { text } = await callProxy(server, { path, body: JSON.stringify(body) })
  const sources = linesOf(text).map((line) => (JSON.parse(line) as Line)._source)
  expect(sources).toHaveLength(50)
  expect(sources[0]).toEqual({ id: 'hidden-00049' })
})

test('_stream answers with a status what is wrong at once', async () => {
  await using server = await serveProxy(proxy())
  const bodies = ['{"size":1}', '{"from":1}', '{"aggs":{}}', '{"pit":{"id":"x"}}', '{"search_after":[1]}', '[']
  for (const body of bodies) expect((await callProxy(server, { path, body })).status).toBe(400)
  expect((await callProxy(server, { path: '/v3/objects/_stream' })).status).toBe(404)
  expect(await openContexts()).toBe(0)
})

test('_stream goes on when the index is swapped and deleted under it', async () => {
  const real = forwardSearch(connection)
  if (!real.pits) throw new Error('no points in time')
  const { pits } = real
  let pages = 0
  const swapping: SearchForwarder = {
    ...real,
    pits: {
      ...pits,
      async search(asked) {
        pages += 1
        if (pages === 3) {
          await fill(`${alias}-2`)
          const actions = [{ remove: { index: `${alias}-1`, alias } }, { add: { index: `${alias}-2`, alias } }]
          await ask('POST', '/_aliases', JSON.stringify({ actions }))
          await ask('DELETE', `/${alias}-1`)
        }
        return await pits.search(asked)
      },
    },
  }
  await using server = await serveProxy(proxy(part, swapping))
  const lines = linesOf((await callProxy(server, { path })).text)
  expect(new Set(lines.map((line) => (JSON.parse(line) as Line)._source.id)).size).toBe(visible)
})

test('_stream cuts the connection when it fails on the way, and says so', async () => {
  const real = forwardSearch(connection)
  if (!real.pits) throw new Error('no points in time')
  const { pits } = real
  let pages = 0
  const failing: SearchForwarder = {
    ...real,
    pits: { ...pits, search: (asked) => (++pages === 3 ? Promise.reject(new Error('failed')) : pits.search(asked)) },
  }
  const events: QueryProxyEvent[] = []
  await using server = await serveProxy(proxy(part, failing, events))
  await expect(callProxy(server, { path })).rejects.toThrow('aborted')
  expect(events).toContainEqual(expect.objectContaining({ type: 'answer-broken-off' }))
  await expect.poll(openContexts).toBe(0)
})

test('_stream stops, and lets go of its context, when the caller leaves', async () => {
  await using server = await serveProxy(proxy())
  const headers = await signedHeaders({ method: 'GET', path })
  const sent = request({ port: server.port, host: '127.0.0.1', path, headers }).end()
  sent.on('error', () => {})
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  await once(answer, 'readable')
  expect(await openContexts()).toBe(1)
  sent.destroy()
  await expect.poll(openContexts, { timeout: 10_000 }).toBe(0)
})
