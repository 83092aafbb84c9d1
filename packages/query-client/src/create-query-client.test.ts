import { createHawkVerifier, memoryNonceStore } from '@as/hawk/server'
import { afterEach, expect, test, vi } from 'vitest'
import { hit, type SentRequest, scriptedFetch, searchAnswer } from '../test/scripted-fetch.ts'
import type { Authentication } from './authentication.ts'
import { createQueryClient, type QueryClientOptions } from './create-query-client.ts'
import { InvalidOptionError } from './errors.ts'

const hawk = { type: 'hawk', id: 'consumer-1', key: 'top-secret' } as const

function createClient(options: Partial<QueryClientOptions> = {}) {
  return createQueryClient({ url: 'https://stream.example', authentication: hawk, retries: 0, ...options })
}

/** What the service's own verifier says of a request. */
function verify({ url, init, headers, body }: SentRequest, now = Date.now) {
  const { host, protocol, pathname, search } = new URL(url)
  const nonces = memoryNonceStore()
  const verifier = createHawkVerifier({ findKey: (id) => (id === hawk.id ? hawk.key : undefined), nonces, now })
  return verifier({
    method: init.method ?? '',
    path: pathname + search,
    host,
    port: protocol === 'https:' ? 443 : 80,
    authorization: headers.get('Authorization') ?? '',
    contentType: headers.get('Content-Type') ?? '',
    body,
  })
}

afterEach(() => {
  vi.useRealTimers()
})

test('client.search() posts the body and gives what was found', async () => {
  const { fetch, sent } = scriptedFetch(searchAnswer([hit('a')], { aggregations: { n: { value: 1 } } }))
  const body = { query: { term: { type: 'Create' } }, size: 10 }
  const answer = await createClient({ fetch }).search('activities', body)
  expect(answer).toEqual({
    hits: [hit('a')],
    total: { value: 1, relation: 'eq' },
    maxScore: 1,
    aggregations: { n: { value: 1 } },
    tookMs: 3,
  })
  expect(sent).toHaveLength(1)
  expect(sent[0]?.url).toBe('https://stream.example/v3/activities/_search')
  expect(sent[0]?.init).toMatchObject({ method: 'POST', redirect: 'manual' })
  expect(sent[0]?.headers.get('Content-Type')).toBe('application/json')
  expect(JSON.parse(new TextDecoder().decode(sent[0]?.body))).toEqual(body)
})

test('client.search() of objects goes to objects', async () => {
  const { fetch, sent } = scriptedFetch(searchAnswer())
  await createClient({ fetch }).search('objects', {})
  expect(sent[0]?.url).toBe('https://stream.example/v3/objects/_search')
})

test('client.search() gives {} and null for what the answer does not hold', async () => {
  const { fetch } = scriptedFetch(searchAnswer([], { hits: { max_score: null, hits: [] } }))
  expect(await createClient({ fetch }).search('activities', { track_total_hits: false })).toEqual({
    hits: [],
    total: undefined,
    maxScore: null,
    aggregations: {},
    tookMs: 3,
  })
})

test.each([
  'https://stream.example',
  'http://stream.example/',
  'http://127.0.0.1:8080',
  'http://[::1]:8080/some/prefix/',
  'https://Stream.Example:443/a%20b',
])('client signs the very bytes that it sends to %s', async (url) => {
  const { fetch, sent } = scriptedFetch(searchAnswer())
  await createClient({ url, fetch }).search('activities', { query: { match: { 'object.name': 'Tée ☃ \u2028' } } })
  const [request] = sent
  if (!request) throw new Error('nothing sent')
  expect(await verify(request)).toMatchObject({ ok: true, id: 'consumer-1' })
  expect(await verify({ ...request, body: new TextEncoder().encode('{}') })).toMatchObject({ ok: false })
})

test('client signs each request anew, at the time of its clock', async () => {
  const now = () => 1_700_000_000_999
  const { fetch, sent } = scriptedFetch(searchAnswer())
  const client = createClient({ fetch, now })
  await client.search('activities', {})
  await client.search('activities', {})
  const headers = sent.map((request) => request.headers.get('Authorization'))
  expect(headers[0]).toContain('ts="1700000000"')
  expect(headers[0]).not.toBe(headers[1])
  for (const request of sent) expect(await verify(request, now)).toMatchObject({ ok: true })
})

test.each<[Authentication, string]>([
  [{ type: 'bearer', token: 'abc.def' }, 'Bearer abc.def'],
  [{ type: 'api-key', apiKey: 'aWQ6a2V5' }, 'ApiKey aWQ6a2V5'],
])('client authenticates by %o', async (authentication, header) => {
  const { fetch, sent } = scriptedFetch(searchAnswer())
  await createClient({ authentication, fetch }).search('activities', {})
  expect(sent[0]?.headers.get('Authorization')).toBe(header)
})

test.each<Authentication>([
  { type: 'hawk', id: 'consumer-1', key: '' },
  { type: 'hawk', id: 'top-secret\n', key: 'top-secret' },
  { type: 'bearer', token: 'top-secret\r\nX: y' },
  { type: 'bearer', token: '' },
  { type: 'api-key', apiKey: 'top-secret☃' },
])('client refuses credentials that no header can carry, without telling them', async (authentication) => {
  const { fetch, sent } = scriptedFetch(searchAnswer())
  const error: unknown = await createClient({ authentication, fetch })
    .search('activities', {})
    .catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(InvalidOptionError)
  expect(String(error)).not.toContain('top-secret')
  expect(sent).toEqual([])
})

test('client sends further headers', async () => {
  const { fetch, sent } = scriptedFetch(searchAnswer())
  const headers = { 'X-Forwarded-For': '127.0.0.1, 127.0.0.1', 'X-Forwarded-Proto': 'http' }
  await createClient({ url: 'http://127.0.0.1:8080', headers, fetch }).search('activities', {})
  expect(sent[0]?.headers.get('X-Forwarded-For')).toBe('127.0.0.1, 127.0.0.1')
  expect(sent[0]?.headers.get('X-Forwarded-Proto')).toBe('http')
})

test.each<[string, Partial<QueryClientOptions>]>([
  ['a relative URL', { url: '/v3' }],
  ['another protocol', { url: 'file:///etc' }],
  ['a URL with a password', { url: 'https://a:top-secret@stream.example' }],
  ['a URL with a query', { url: 'https://stream.example/?a=top-secret' }],
  ['a URL with a fragment', { url: 'https://stream.example/#a' }],
  ['an Authorization header', { headers: { authorization: 'top-secret' } }],
  ['a Content-Type header', { headers: { 'content-TYPE': 'text/plain' } }],
  ['a Host header', { headers: { Host: 'a' } }],
  ['a header with a line break', { headers: { 'X-Token': 'top-secret\r\nX: y' } }],
  ['a header whose name is none', { headers: { 'X Token': 'a' } }],
  ['no time at all', { timeoutMs: 0 }],
  ['more time than a timer has', { timeoutMs: 2 ** 31 }],
  ['no bytes at all', { maxAnswerBytes: 0 }],
])('createQueryClient() refuses %s', (_, options) => {
  expect(() => createClient(options)).toThrow(InvalidOptionError)
  expect(() => createClient(options)).not.toThrow('top-secret')
})

test('client refuses an alias that there is not', async () => {
  const { fetch, sent } = scriptedFetch(searchAnswer())
  const search = createClient({ fetch }).search('../_all' as 'activities', {})
  await expect(search).rejects.toThrow('Cannot search "../_all"')
  expect(sent).toEqual([])
})

test('client.raw() sends JSON text as it is and gives the answer as it is', async () => {
  const answer = searchAnswer([hit('a')], { suggest: {} })
  const { fetch, sent } = scriptedFetch(answer)
  const client = createClient({ fetch })
  const text = '{ "query": {"term": {"n": 12345678901234567890123}} }'
  expect(await client.raw('activities', text)).toEqual(answer)
  await client.raw('objects', { query: { geo_shape: {} } })
  const bodies = sent.map(({ body }) => new TextDecoder().decode(body))
  expect(bodies).toEqual([text, '{"query":{"geo_shape":{}}}'])
})

test('client.hits() reads page after page, each signed', async () => {
  const { fetch, sent } = scriptedFetch(searchAnswer([hit('a'), hit('b')]), searchAnswer([hit('c')]), searchAnswer())
  const ids: string[] = []
  for await (const { _id } of createClient({ fetch }).hits('activities', {}, { pageSize: 2 })) ids.push(_id)
  expect(ids).toEqual(['a', 'b', 'c'])
  expect(sent).toHaveLength(3)
  for (const request of sent) expect(await verify(request)).toMatchObject({ ok: true })
})

test.each([{ pageSize: 0 }, { pageSize: 10_001 }, { pageSize: 1.5 }, { limit: -1 }, { maxPages: 0 }])(
  'client.hits() refuses %o',
  (options) => {
    expect(() => createClient().hits('activities', {}, options)).toThrow(InvalidOptionError)
  },
)

test('client.hits() stops with the reason of its signal', async () => {
  const { fetch, sent } = scriptedFetch(searchAnswer([hit('a')]))
  const controller = new AbortController()
  const hits = createClient({ fetch }).hits('activities', {}, { signal: controller.signal })
  await hits.next()
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(hits.next()).rejects.toBe(reason)
  expect(sent).toHaveLength(1)
})

test('client takes a connection that fails for a service that is down', async () => {
  const cause = new TypeError('fetch failed')
  const search = createClient({ fetch: scriptedFetch(cause).fetch }).search('activities', {})
  await expect(search).rejects.toMatchObject({ code: 'unavailable', retryable: true, status: undefined, cause })
})

test('client takes an answer that breaks off for a service that is down', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"took":3,'))
      controller.error(new TypeError('terminated'))
    },
  })
  const fetch = async () => new Response(body)
  await expect(createClient({ fetch }).search('activities', {})).rejects.toMatchObject({ code: 'unavailable' })
})

test('client stops reading an answer that is too large', async () => {
  let chunks = 0
  const cancelled = vi.fn<() => void>()
  const body = new ReadableStream({
    pull(controller) {
      chunks++
      controller.enqueue(new Uint8Array(100))
    },
    cancel: cancelled,
  })
  const search = createClient({ fetch: async () => new Response(body), maxAnswerBytes: 1000 }).search('activities', {})
  await expect(search).rejects.toMatchObject({ code: 'answer_too_large', maxAnswerBytes: 1000 })
  expect(chunks).toBeLessThan(15)
  expect(cancelled).toHaveBeenCalledOnce()
})

test('client reads an answer of exactly the most bytes', async () => {
  const text = JSON.stringify(searchAnswer())
  const fetch = async () => new Response(text)
  expect(await createClient({ fetch, maxAnswerBytes: text.length }).search('activities', {})).toMatchObject({
    hits: [],
  })
  const tooSmall = createClient({ fetch, maxAnswerBytes: text.length - 1 }).search('activities', {})
  await expect(tooSmall).rejects.toMatchObject({ code: 'answer_too_large' })
})

test('client follows no redirect', async () => {
  const redirect = new Response(null, { status: 307, headers: { Location: 'https://evil.example/' } })
  const { fetch, sent } = scriptedFetch(redirect)
  await expect(createClient({ fetch }).search('activities', {})).rejects.toMatchObject({ code: 'malformed_answer' })
  expect(sent).toHaveLength(1)
})

test('client gives up after timeoutMs, also when fetch does not heed its signal', async () => {
  vi.useFakeTimers()
  const fetch = () => new Promise<Response>(() => {})
  const search = createClient({ fetch, timeoutMs: 5000 }).search('activities', {})
  await Promise.all([
    expect(search).rejects.toMatchObject({ code: 'timeout', retryable: true, timeoutMs: 5000 }),
    vi.advanceTimersByTimeAsync(5000),
  ])
})

test('client gives up after timeoutMs also while the answer is being read', async () => {
  vi.useFakeTimers()
  const fetch = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
  const search = createClient({ fetch, timeoutMs: 5000 }).search('activities', {})
  await Promise.all([expect(search).rejects.toMatchObject({ code: 'timeout' }), vi.advanceTimersByTimeAsync(5000)])
})

test('client.search() stops with the reason of its signal', async () => {
  const controller = new AbortController()
  const fetch = (_: string, init: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    })
  const search = createClient({ fetch }).search('activities', {}, { signal: controller.signal })
  const reason = new Error('the user left')
  controller.abort(reason)
  await expect(search).rejects.toBe(reason)
})

test('client errors hold neither the key nor the query', async () => {
  const answers = [400, 401, 403, 404, 429, 500, 503, 302].map((status) => new Response('jane@example.com', { status }))
  const { fetch } = scriptedFetch(...answers, new Response('jane@example.com'), new TypeError('fetch failed'))
  const client = createClient({ fetch })
  for (let round = 0; round < answers.length + 2; round++) {
    const error: unknown = await client
      .search('activities', { query: { term: { 'actor.dit:emailAddress': 'jane@example.com' } } })
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Error)
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toMatch(/jane|top-secret/)
  }
})
