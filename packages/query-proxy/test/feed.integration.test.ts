import { randomUUID } from 'node:crypto'
import { as2Format, createPageRequester, followFeed, readFeed } from '@as/feed-client'
import { memoryNonceStore } from '@as/hawk/server'
import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { connectOpenSearch, createQueryProxy, forwardSearch, type SearchForwarder } from '../src/index.ts'
import { redisCursorStore } from '../src/redis.ts'
import { type CallAnswer, callProxy, consumer, type ServedProxy, type SignedCall, serveProxy } from './serve-proxy.ts'

const url = inject('opensearchUrl')
const connection = connectOpenSearch({ url })
const redis = new Redis(inject('redisUrl'))
const run = randomUUID().slice(0, 8)
let alias = ''
let generations = 0

async function ask(method: string, path: string, body?: string): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' }
  const answer = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) })
  expect({ status: answer.status, text: await answer.text() }).toMatchObject({ status: 200 })
}

interface Item {
  id: string
  published?: string
  type?: string
}

const seen = (id: string, day: number): Item => ({ id, published: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z` })

/** Fills a generation as outgoing names it. */
async function fill(feed: string, items: readonly Item[]): Promise<string> {
  generations += 1
  const index = `${alias}__feed_id_${feed}__date_2026-01-01__timestamp_${generations}__batch_id_abcdefgh__`
  const properties = {
    id: { type: 'keyword' },
    published: { type: 'date' },
    object: { properties: { type: { type: 'keyword' } } },
  }
  const mappings = { dynamic: 'false', properties }
  await ask('PUT', `/${index}`, JSON.stringify({ settings: { number_of_replicas: 0 }, mappings }))
  await add(index, items)
  return index
}

async function add(index: string, items: readonly Item[]): Promise<void> {
  const lines = items.map(({ type = 'seen', ...item }) => {
    return `{"index":{"_id":"${item.id}"}}\n${JSON.stringify({ ...item, type: 'Create', object: { type } })}\n`
  })
  if (lines.length > 0) await ask('POST', `/${index}/_bulk?refresh=true`, lines.join(''))
}

async function swap(remove: string | undefined, index: string): Promise<void> {
  const removal = remove === undefined ? [] : [{ remove: { index: remove, alias } }]
  await ask('POST', '/_aliases', JSON.stringify({ actions: [...removal, { add: { index, alias } }] }))
  if (remove !== undefined) await ask('DELETE', `/${remove}`)
}

beforeEach(() => {
  generations += 1
  alias = `feed-${run}-${generations}`
})

afterAll(async () => {
  await ask('DELETE', `/feed-${run}-*`)
  redis.disconnect()
  await connection[Symbol.asyncDispose]()
})

async function serve(forwarder: SearchForwarder = forwardSearch(connection), forwarded: Record<string, string> = {}) {
  return await serveProxy(
    createQueryProxy({
      keys: [
        { ...consumer, permissions: { [alias]: [{ type: 'terms', field: 'object.type', values: ['seen'] }] } },
        { id: 'other', key: 'other', permissions: { [alias]: [{ type: 'all' }] } },
      ],
      allowedAddresses: ['10.0.0.0/8'],
      nonces: memoryNonceStore(),
      forwarder,
      cursors: redisCursorStore(redis, { prefix: `cursor-${run}:` }),
      aliases: { activities: alias, objects: alias },
      health: { isUp: async () => true, feeds: async () => [] },
      metrics: async () => '',
    }),
    forwarded,
  )
}

const seed = '/v3/activities/_feed'

/** As a collector asks: GET, no body, an empty content type. */
async function get(server: ServedProxy, path: string, call: Partial<SignedCall> = {}): Promise<CallAnswer> {
  return await callProxy(server, { method: 'GET', path, contentType: '', ...call })
}

/** Follows `next` to the last page. */
async function follow(server: ServedProxy, from: string, call: Partial<SignedCall> = {}) {
  const ids: string[] = []
  let path = from
  for (let pages = 0; pages < 50; pages += 1) {
    const { status, text } = await get(server, path, call)
    expect({ status, text }).toMatchObject({ status: 200 })
    const page = JSON.parse(text) as { type: string; orderedItems: { id: string }[]; next?: string }
    expect(page.type).toBe('Collection')
    ids.push(...page.orderedItems.map(({ id }) => id))
    // the page without `next` is the empty one
    expect(page.next === undefined).toBe(page.orderedItems.length === 0)
    if (page.next === undefined) return { ids, last: path }
    const next = new URL(page.next)
    expect(next.origin).toBe('https://proxy.example')
    path = next.pathname + next.search
  }
  throw new Error('the feed does not end')
}

test('_feed gives all that a key may see, page by page, in the order of publication', async () => {
  const items = Array.from({ length: 250 }, (_, n) => seen(`item-${String(n).padStart(3, '0')}`, 1 + (n % 28)))
  const index = await fill('one', [...items, { ...seen('hidden', 3), type: 'hidden' }, { id: 'undated' }])
  await swap(undefined, index)
  await using server = await serve()
  const { ids } = await follow(server, seed)
  const expected = [...items].sort((a, b) => `${a.published}${a.id}`.localeCompare(`${b.published}${b.id}`))
  expect(ids).toEqual(['undated', ...expected.map(({ id }) => id)])
  expect((await follow(server, seed, { credentials: { id: 'other', key: 'other' } })).ids).toContain('hidden')
})

test('_feed goes on from its last page with what arrived since, however long ago it was published', async () => {
  const index = await fill('one', [seen('a', 10), seen('b', 20)])
  await swap(undefined, index)
  await using server = await serve()
  const { last } = await follow(server, seed)
  expect((await follow(server, last)).ids).toEqual([])
  await add(index, [seen('late', 5), { ...seen('hidden', 25), type: 'hidden' }, seen('new', 21)])
  await add(index, [seen('a', 10)])
  const news = await follow(server, last)
  expect([...news.ids].sort()).toEqual(['a', 'late', 'new'])
  expect((await follow(server, last)).ids.sort()).toEqual(['a', 'late', 'new'])
  expect((await follow(server, news.last)).ids).toEqual([])
})

test('_feed does not repeat a feed that was published anew, and gives what is new in it', async () => {
  const old = await fill('one', [seen('a', 10), seen('b', 20)])
  await swap(undefined, old)
  await using server = await serve()
  const { last } = await follow(server, seed)
  const next = await fill('one', [seen('a', 10), seen('b', 20), seen('c', 21)])
  await swap(old, next)
  const news = await follow(server, last)
  expect(news.ids).toEqual(['c'])
  await add(next, [seen('late', 1)])
  expect((await follow(server, news.last)).ids).toEqual(['late'])

  const again = await fill('one', [seen('a', 10), seen('b', 20), seen('c', 21), seen('late', 1)])
  await swap(next, again)
  const { ids, last: now } = await follow(server, news.last)
  expect(ids).toEqual([])
  await add(again, [seen('later', 2)])
  expect((await follow(server, now)).ids).toEqual(['later'])
})

test('_feed gives all of a feed that comes to it', async () => {
  const one = await fill('one', [seen('a', 10)])
  await swap(undefined, one)
  await using server = await serve()
  const { last } = await follow(server, seed)
  await swap(undefined, await fill('two', [seen('x', 1), seen('y', 2)]))
  expect((await follow(server, last)).ids).toEqual(['x', 'y'])
})

test('_feed waits at its end when it is asked to', async () => {
  const index = await fill('one', [seen('a', 10)])
  await swap(undefined, index)
  await using server = await serve()
  const { last } = await follow(server, seed)
  const waiting = get(server, last, { headers: { prefer: 'wait=20' } })
  await add(index, [seen('new', 11)])
  const { text, headers } = await waiting
  expect(headers['preference-applied']).toBe('wait=20')
  expect((JSON.parse(text) as { orderedItems: Item[] }).orderedItems.map(({ id }) => id)).toEqual(['new'])
  const none = await get(server, `${new URL((JSON.parse(text) as { next: string }).next).search.replace(/^/, seed)}`, {
    headers: { prefer: 'wait=1' },
  })
  expect(none).toMatchObject({ status: 200, headers: { 'preference-applied': 'wait=1' } })
  expect(JSON.parse(none.text)).toMatchObject({ orderedItems: [] })
})

test("_feed's places are for the key they were given to", async () => {
  await swap(undefined, await fill('one', [seen('a', 10)]))
  await using server = await serve()
  const { last } = await follow(server, seed)
  expect((await get(server, last, { credentials: { id: 'other', key: 'other' } })).status).toBe(404)
  expect((await get(server, `${seed}?cursor=nonsense`)).status).toBe(404)
  expect((await callProxy(server, { method: 'POST', path: seed })).status).toBe(405)
})

/** OpenSearch as it is while some documents are written, but not to be seen yet. */
function unseen(ids: Set<string>): SearchForwarder {
  const forwarder = forwardSearch(connection)
  return {
    ...forwarder,
    search({ body, ...request }) {
      const { query = { match_all: {} }, ...rest } = JSON.parse(body) as { query?: object }
      const hidden = { bool: { must: [query], must_not: [{ terms: { id: [...ids] } }] } }
      return forwarder.search({ ...request, body: JSON.stringify({ ...rest, query: hidden }) })
    },
  }
}

test('_feed gives a write that becomes visible after a later one', async () => {
  const index = await fill('one', [seen('a', 10)])
  await swap(undefined, index)
  const late = new Set<string>(['slow-1', 'slow-2'])
  await using server = await serve(unseen(late))
  const { last } = await follow(server, seed)
  await add(index, [seen('b', 11), seen('slow-1', 12), seen('c', 13), seen('slow-2', 14), seen('d', 15)])
  const first = await follow(server, last)
  expect(first.ids).toEqual(['b', 'c', 'd'])
  late.delete('slow-2')
  const second = await follow(server, first.last)
  expect(second.ids).toEqual(['slow-2'])
  await add(index, [seen('e', 16)])
  late.clear()
  const third = await follow(server, second.last)
  expect(third.ids).toEqual(['slow-1', 'e'])
  expect((await follow(server, third.last)).ids).toEqual([])
  expect((await follow(server, last)).ids.sort()).toEqual(['b', 'c', 'd', 'e', 'slow-1', 'slow-2'])
})

test('_feed gives a write that was under way when its reading began', async () => {
  const index = await fill('one', [seen('a', 10), seen('slow', 1), seen('b', 11)])
  await swap(undefined, index)
  const late = new Set<string>(['slow'])
  await using server = await serve(unseen(late))
  const { ids, last } = await follow(server, seed)
  expect(ids).toEqual(['a', 'b'])
  late.clear()
  expect((await follow(server, last)).ids).toEqual(['slow'])
})

test('_feed says by ETag that a page is as it was, and by 304 that it still is', async () => {
  const index = await fill(
    'one',
    Array.from({ length: 150 }, (_, n) => seen(`item-${1000 + n}`, 1)),
  )
  await swap(undefined, index)
  await using server = await serve()
  let path = seed
  for (let pages = 0; pages < 3; pages += 1) {
    const page = await get(server, path)
    const etag = String(page.headers.etag)
    expect(etag).toMatch(/^"[\w.-]+"$/)
    const again = await get(server, path, { headers: { 'if-none-match': `"other", W/${etag}` } })
    expect({ status: again.status, text: again.text, etag: again.headers.etag }).toEqual({
      status: 304,
      text: '',
      etag,
    })
    expect((await get(server, path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
    const { next } = JSON.parse(page.text) as { next?: string }
    if (next !== undefined) path = seed + new URL(next).search
  }
  const empty = await get(server, path)
  expect(JSON.parse(empty.text)).not.toHaveProperty('next')
  const headers = { 'if-none-match': String(empty.headers.etag), prefer: 'wait=1' }
  expect(await get(server, path, { headers })).toMatchObject({
    status: 304,
    headers: { 'preference-applied': 'wait=1' },
  })
  await add(index, [seen('new', 2)])
  const news = await get(server, path, { headers })
  expect(news.status).toBe(200)
  const known = { 'if-none-match': String(news.headers.etag) }
  expect((await get(server, path, { headers: known })).status).toBe(304)
  await redis.del(`cursor-${run}:feed:${consumer.id}:${/\.([\w-]+)"/.exec(String(news.headers.etag))?.[1]}`)
  expect((await get(server, path, { headers: known })).status).toBe(200)
})

test('_feed can be read whole, gone on with and waited at by feed-client', async () => {
  const items = Array.from({ length: 130 }, (_, n) => seen(`item-${1000 + n}`, 1 + (n % 28)))
  const index = await fill('one', [...items, { ...seen('hidden', 3), type: 'hidden' }])
  await swap(undefined, index)
  const forwarded = { 'x-forwarded-for': '10.1.2.3, 127.0.0.1', 'x-forwarded-proto': 'http' }
  await using server = await serve(undefined, forwarded)
  const requestPage = createPageRequester({ authentication: { type: 'hawk', credentials: consumer } })
  const format = as2Format
  const ended = new AbortController()
  const feed = { seed: `http://127.0.0.1:${server.port}${seed}`, format, requestPage, signal: ended.signal }

  const whole: string[] = []
  let last = ''
  for await (const page of readFeed(feed)) {
    whole.push(...page.items.map(({ id }) => id))
    last = page.url
  }
  expect(whole.sort()).toEqual(items.map(({ id }) => id))

  await add(index, [seen('later', 1), seen('latest', 2)])
  const resumed: string[] = []
  for await (const page of readFeed({ ...feed, seed: last })) resumed.push(...page.items.map(({ id }) => id))
  expect(resumed).toEqual(['later', 'latest'])

  const followed: string[] = []
  for await (const page of followFeed({ ...feed, seed: last, waitSeconds: 20, minPollMs: 10 })) {
    followed.push(...page.items.map(({ id }) => id))
    if (page.items.length === 0) await add(index, [seen('while waiting', 3)])
    if (followed.includes('while waiting')) break
  }
  expect(followed).toEqual(['later', 'latest', 'while waiting'])
  ended.abort()
})
