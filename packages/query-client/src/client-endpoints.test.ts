import { createHawkVerifier, memoryNonceStore } from '@as/hawk/server'
import { expect, test } from 'vitest'
import { hit, type SentRequest, scriptedFetch, searchAnswer } from '../test/scripted-fetch.ts'
import { createQueryClient, type QueryClientOptions } from './create-query-client.ts'

const key = { id: 'consumer-1', key: 'top-secret' }

function createClient(options: Partial<QueryClientOptions> = {}) {
  return createQueryClient({
    url: 'https://stream.example',
    authentication: { type: 'hawk', ...key },
    sleep: async () => {},
    ...options,
  })
}

function lines(...hits: object[]): Response {
  return new Response(hits.map((one) => `${JSON.stringify(one)}\n`).join(''))
}

async function isSigned({ url, init, headers, body }: SentRequest): Promise<boolean> {
  const { host, pathname, search } = new URL(url)
  const verify = createHawkVerifier({ findKey: () => key.key, nonces: memoryNonceStore() })
  const verified = await verify({
    method: init.method ?? '',
    path: pathname + search,
    host,
    port: 443,
    authorization: headers.get('Authorization') ?? '',
    contentType: headers.get('Content-Type') ?? '',
    body: body ?? new Uint8Array(),
  })
  return verified.ok
}

const textOf = ({ body }: SentRequest): string => new TextDecoder().decode(body)

test('client.count() asks how many there are', async () => {
  const { fetch, sent } = scriptedFetch({ count: 7, _shards: { failed: 0 } })
  const client = createClient({ fetch })
  expect(await client.count('objects')).toBe(7)
  expect(await client.count('activities', { term: { type: 'Create' } })).toBe(7)
  expect(sent.map(({ url }) => url)).toEqual([
    'https://stream.example/v3/objects/_count',
    'https://stream.example/v3/activities/_count',
  ])
  expect(sent.map(textOf)).toEqual(['{}', '{"query":{"term":{"type":"Create"}}}'])
})

test('client sends a failed request again, signed anew, as long as the service asks', async () => {
  const busy = new Response('{}', { status: 429, headers: { 'Retry-After': '3' } })
  const { fetch, sent } = scriptedFetch(busy, new TypeError('fetch failed'), searchAnswer([hit('a')]))
  const waits: number[] = []
  const sleep = async (ms: number) => void waits.push(ms)
  const { hits } = await createClient({ fetch, sleep, random: () => 0 }).search('activities', {})
  expect(hits).toHaveLength(1)
  expect(waits).toEqual([3_000, 0])
  expect(await Promise.all(sent.map(isSigned))).toEqual([true, true, true])
  expect(new Set(sent.map(({ headers }) => headers.get('Authorization'))).size).toBe(3)
})

test('client.stream() gives each line as a hit', async () => {
  const { fetch, sent } = scriptedFetch(lines(hit('a'), hit('b')))
  const ids: string[] = []
  for await (const { _id } of createClient({ fetch }).stream('activities', { sort: 'id' })) ids.push(_id)
  expect(ids).toEqual(['a', 'b'])
  expect(sent[0]?.url).toBe('https://stream.example/v3/activities/_stream')
  expect(await isSigned(sent[0] as SentRequest)).toBe(true)
})

test('client.stream() fails when the answer breaks off, after what came', async () => {
  let pulls = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls += 1
      if (pulls === 1) controller.enqueue(new TextEncoder().encode(`${JSON.stringify(hit('a'))}\n`))
      else controller.error(new TypeError('terminated'))
    },
  })
  const ids: string[] = []
  const read = async () => {
    for await (const { _id } of createClient({ fetch: async () => new Response(body) }).stream('objects', {}))
      ids.push(_id)
  }
  await expect(read()).rejects.toMatchObject({ code: 'unavailable', retryable: true })
  expect(ids).toEqual(['a'])
})

test('client.stream() fails on a status, a line that is none, and with the reason of its signal', async () => {
  const read = (...answers: (Response | object)[]) =>
    all(createClient({ ...scriptedFetch(...answers), retries: 0 }).stream('activities', {}))
  await expect(read(new Response('{"details":"no"}', { status: 400 }))).rejects.toMatchObject({ details: 'no' })
  await expect(read(new Response('jane\n'))).rejects.toMatchObject({ code: 'malformed_answer' })
  await expect(read(new Response('{"_id":"a"'))).rejects.toMatchObject({ code: 'unavailable' })
  const controller = new AbortController()
  const { fetch } = scriptedFetch(lines(hit('a'), hit('b')))
  const hits = createClient({ fetch }).stream('activities', {}, { signal: controller.signal })
  await hits.next()
  controller.abort(new Error('enough'))
  await expect(hits.next()).rejects.toThrow('enough')
})

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

const page = (items: object[], next?: string, headers: Record<string, string> = {}): Response =>
  Response.json({ type: 'Collection', orderedItems: items, next }, { headers })

test('client.feed() reads page by page, each signed, and ends with the last when told to', async () => {
  const next = 'https://stream.example/v3/activities/_feed?cursor=2'
  const { fetch, sent } = scriptedFetch(page([{ id: 'a' }], next), page([]))
  const pages = await all(createClient({ fetch }).feed({ follow: false }))
  expect(pages).toEqual([{ items: [{ id: 'a' }], position: next }])
  expect(sent.map(({ url, init }) => [init.method, url])).toEqual([
    ['GET', 'https://stream.example/v3/activities/_feed'],
    ['GET', next],
  ])
  expect(await Promise.all(sent.map(isSigned))).toEqual([true, true])
  expect(sent[0]?.headers.has('Prefer')).toBe(false)
})

test('client.feed() goes on from a position, and follows what comes', async () => {
  const next = 'https://stream.example/v3/activities/_feed?cursor=3'
  const applied = { 'Preference-Applied': 'wait=9' }
  const { fetch, sent } = scriptedFetch(page([], undefined, applied), page([{ id: 'new' }], next))
  const waits: number[] = []
  const sleep = async (ms: number) => void waits.push(ms)
  const feed = createClient({ fetch, sleep, now: () => 0 }).feed({
    from: '/v3/activities/_feed?cursor=2',
    waitSeconds: 9,
  })
  expect((await feed.next()).value).toEqual({ items: [{ id: 'new' }], position: next })
  expect(waits).toEqual([5_000])
  expect(sent[1]?.url).toBe('https://stream.example/v3/activities/_feed?cursor=2')
  expect(sent[1]?.headers.get('Prefer')).toBe('wait=9')
})

test('client.feed() asks at once again where its request was held', async () => {
  let clock = 0
  const answers = [page([], undefined, { 'Preference-Applied': 'wait=25' }), page([{ id: 'new' }])]
  const fetch = async (): Promise<Response> => {
    clock += 25_000
    return answers.shift() ?? page([])
  }
  const sleep = (): Promise<void> => Promise.reject(new Error('not to be waited'))
  const feed = createClient({ fetch, sleep, now: () => clock }).feed()
  expect((await feed.next()).value).toMatchObject({ items: [{ id: 'new' }] })
})

test('client.feed() does not follow a link to somebody else, nor what is no page', async () => {
  const read = (answer: Response) => createClient(scriptedFetch(answer)).feed().next()
  await expect(read(page([{ id: 'a' }], 'https://evil.example/'))).rejects.toMatchObject({ code: 'malformed_answer' })
  await expect(read(new Response('[]'))).rejects.toMatchObject({ code: 'malformed_answer' })
  expect(() => createClient().feed({ waitSeconds: 0 })).toThrow('waitSeconds')
})

test('client.withSchema() is the same client', async () => {
  const { fetch } = scriptedFetch(searchAnswer([hit('a')]))
  const client = createClient({ fetch })
  const { hits } = await client
    .withSchema<{
      activities: { source: { id: string }; fields: { id: 'keyword' } }
      objects: { source: object; fields: { id: 'keyword' } }
    }>()
    .search('activities', { query: { term: { id: 'a' } } })
  expect(hits[0]?._source.id).toBe('a')
})
