import { randomUUID } from 'node:crypto'
import { memoryNonceStore } from '@as/hawk/server'
import { createQueryClient, RateLimitedError } from '@as/query-client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type CursorStore, connectOpenSearch, createQueryProxy, forwardSearch } from '../src/index.ts'
import { consumer, serveProxy } from './serve-proxy.ts'

const url = inject('opensearchUrl')
const index = `client-${randomUUID().slice(0, 8)}`
const connection = connectOpenSearch({ url })
const count = 1_200

async function add(from: number, to: number): Promise<void> {
  const lines = Array.from({ length: to - from }, (_, at) => {
    const [id, day] = [`item-${String(from + at).padStart(5, '0')}`, String(1 + ((from + at) % 28)).padStart(2, '0')]
    return `{"index":{}}\n${JSON.stringify({ id, type: 'Create', published: `2026-01-${day}` })}\n`
  })
  const headers = { 'content-type': 'application/x-ndjson' }
  const answer = await fetch(`${url}/${index}/_bulk?refresh=true`, { method: 'POST', headers, body: lines.join('') })
  expect(answer.status).toBe(200)
}

beforeAll(async () => {
  const properties = { id: { type: 'keyword' }, type: { type: 'keyword' }, published: { type: 'date' } }
  const body = JSON.stringify({ settings: { number_of_replicas: 0 }, mappings: { dynamic: 'false', properties } })
  await fetch(`${url}/${index}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
  await add(0, count)
})

afterAll(async () => {
  await fetch(`${url}/${index}`, { method: 'DELETE' })
  await connection[Symbol.asyncDispose]()
})

function memoryCursors(): CursorStore {
  const saved = new Map<string, string>()
  return { save: async (id, value) => void saved.set(id, value), load: async (id) => saved.get(id) }
}

interface Known {
  activities: {
    source: { id: string; type: string; published: string }
    fields: { id: 'keyword'; type: 'keyword'; published: 'date' }
  }
  objects: { source: { id: string }; fields: { id: 'keyword' } }
}

async function withClient(maxStreamsPerKey = 4) {
  const server = await serveProxy(
    createQueryProxy({
      keys: [{ ...consumer, permissions: { [index]: [{ type: 'terms', field: 'type', values: ['Create'] }] } }],
      allowedAddresses: ['10.0.0.0/8'],
      nonces: memoryNonceStore(),
      forwarder: forwardSearch(connection),
      cursors: memoryCursors(),
      aliases: { activities: index, objects: index },
      guards: { maxStreamsPerKey },
      health: { isUp: async () => true, feeds: async () => [] },
      metrics: async () => '',
    }),
  )
  const client = createQueryClient({
    url: `http://127.0.0.1:${server.port}`,
    authentication: { type: 'hawk', ...consumer },
    headers: { 'X-Forwarded-For': '10.1.1.1, 10.2.2.2', 'X-Forwarded-Proto': 'http' },
    retries: 0,
  })
  const known = client.withSchema<Known>()
  return { client, known, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

test('a typed client counts, searches and aggregates', async () => {
  await using asked = await withClient()
  const { known } = asked
  expect(await known.count('activities', { range: { published: { lt: '2026-02-01' } } })).toBe(count)
  const { hits, aggregations } = await known.search('activities', {
    size: 1,
    _source: ['id'],
    sort: [{ published: 'asc' }, 'id'],
    aggs: { types: { terms: { field: 'type' }, aggs: { newest: { max: { field: 'published' } } } } },
  })
  expect(hits[0]?._source).toEqual({ id: 'item-00000' })
  expect(aggregations.types.buckets).toMatchObject([{ key: 'Create', doc_count: count }])
  expect(aggregations.types.buckets[0]?.newest.value).toBe(Date.parse('2026-01-28'))
})

test('a client streams all there is, once, and may stop', async () => {
  await using asked = await withClient()
  const ids = new Set<string>()
  for await (const { _source } of asked.known.stream('activities', { _source: ['id'] })) ids.add(_source.id)
  expect(ids.size).toBe(count)
  for await (const { _source } of asked.known.stream('activities', {})) {
    expect(_source.type).toBe('Create')
    break
  }
})

test('a client that streams too often at a time is told so', async () => {
  await using asked = await withClient(1)
  const { client } = asked
  const streams = [client.stream('activities', {}), client.stream('activities', {})]
  const begun = await Promise.allSettled(streams.map((stream) => stream.next()))
  const refusals = begun.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  expect(refusals).toEqual([expect.any(RateLimitedError)])
  for (const stream of streams) await stream.return()
  await expect.poll(async () => (await client.stream('activities', {}).next()).done, { timeout: 5_000 }).toBe(false)
})

test('a client reads the feed, and follows what comes', async () => {
  await using asked = await withClient()
  const { client } = asked
  const ids = new Set<string>()
  let position: string | undefined
  for await (const page of client.feed<{ id: string }>({ follow: false })) {
    for (const { id } of page.items) ids.add(id)
    position = page.position
  }
  expect(ids.size).toBe(count)
  const following = client.feed<{ id: string }>({ from: position, waitSeconds: 20 })
  const next = following.next()
  await add(count, count + 1)
  expect((await next).value).toMatchObject({ items: [{ id: `item-0${count}` }] })
  await following.return()
})
