import { signRequest } from '@as/hawk'
import { memoryNonceStore, type NonceStore } from '@as/hawk/server'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Authenticator, CredentialRequest } from './authenticator.ts'
import { createQueryProxy } from './create-query-proxy.ts'
import { IncompleteSearchError, IssuerDownError, SearchUnreachableError } from './errors.ts'
import type { QueryProxyEvent } from './events.ts'
import type { ForwardedAnswer, SearchForwarder } from './forward-search.ts'
import type { QueryProxyOptions } from './query-proxy-options.ts'

const origin = 'http://proxy.example'
const consumer = { id: 'consumer', key: 'secret' }
const answer = '{"took":1,"timed_out":false,"_shards":{"total":1,"failed":0},"hits":{"hits":[]}}'

let searches: { alias: string; body: string }[]
let events: QueryProxyEvent[]
let answerWith: () => Promise<ForwardedAnswer>

beforeEach(() => {
  searches = []
  events = []
  answerWith = async () => answered(200, answer)
})

function answered(status: number, text: string, type = 'application/json; charset=UTF-8'): ForwardedAnswer {
  return { status, headers: { 'content-type': type }, body: new Response(text).body as ReadableStream<Uint8Array> }
}

const forwarder: SearchForwarder = {
  search: ({ alias, body }) => {
    searches.push({ alias, body })
    return answerWith()
  },
  root: async () => answered(200, '{"version":{}}'),
}

function proxy(options: Partial<QueryProxyOptions> = {}) {
  return createQueryProxy({
    keys: [{ ...consumer, permissions: { activities: [{ type: 'all' }] } }],
    allowedAddresses: ['10.1.0.0/16'],
    nonces: memoryNonceStore(),
    forwarder,
    health: { isUp: async () => true, feeds: async () => [{ id: 'feed', isGreen: true }] },
    metrics: async () => 'metric 1\n',
    requestId: () => 'abcd1234',
    onEvent: (event) => events.push(event),
    ...options,
  })
}

interface Call {
  method?: string
  body?: string
  headers?: Record<string, string | undefined> | undefined
  nonce?: string
  id?: string
  key?: string
}

async function send(app: ReturnType<typeof proxy>, path: string, call: Call = {}): Promise<Response> {
  const { method = 'POST', body = '{}' } = call
  const contentType = 'application/json'
  const request = { method, url: `https://proxy.example${path}`, contentType, body: method === 'GET' ? '' : body }
  const { authorization } = await signRequest(
    request,
    { id: call.id ?? consumer.id, key: call.key ?? consumer.key },
    call.nonce === undefined ? {} : { nonce: call.nonce },
  )
  const headers = new Headers({ host: 'proxy.example' })
  const all: Record<string, string | undefined> = {
    'x-forwarded-for': '1.2.3.4, 10.1.2.3, 10.9.9.9',
    'x-forwarded-proto': 'https',
    authorization,
    'content-type': contentType,
    ...call.headers,
  }
  for (const [name, value] of Object.entries(all)) if (value !== undefined) headers.set(name, value)
  return await app.request(`${origin}${path}`, { method, headers, ...(method === 'POST' ? { body } : {}) })
}

async function call(app: ReturnType<typeof proxy>, path: string, sent: Call = {}) {
  const response = await send(app, path, sent)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const searchPath = '/v3/activities/_search'
const wrong = '{"details": "Incorrect authentication credentials."}'

test('createQueryProxy() answers with what OpenSearch answers', async () => {
  const { status, headers, text } = await call(proxy(), searchPath, { body: '{"size":1}' })
  expect({ status, text }).toEqual({ status: 200, text: answer })
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(headers.get('server')).toBe('activity-stream')
  expect(searches).toEqual([{ alias: 'activities', body: '{"size":1}' }])
})

test('createQueryProxy() tells what happens', async () => {
  await call(proxy({ now: () => 0, skewSeconds: 1e12 }), `${searchPath}?a=1`)
  expect(events).toEqual([
    { type: 'request-started', requestId: 'abcd1234', method: 'POST', path: searchPath },
    { type: 'request-authenticated', requestId: 'abcd1234', keyId: 'consumer' },
    { type: 'search-answered', requestId: 'abcd1234', alias: 'activities', status: 200, ms: 0 },
    { type: 'request-answered', requestId: 'abcd1234', status: 200, ms: 0 },
  ])
})

test.each([
  ['GET', '/v2/activities', 'activities'],
  ['GET', '/v2/objects', 'objects'],
  ['GET', '/v1/objects', 'objects'],
  ['GET', '/v3/activities/_search', 'activities'],
  ['POST', '/v3/activities/_search', 'activities'],
  ['GET', '/v3/objects/_search', 'objects'],
  ['POST', '/v3/objects/_search?q=hidden', 'objects'],
])('createQueryProxy() searches by %s %s', async (method, path, alias) => {
  expect((await call(proxy(), path, { method })).status).toBe(200)
  expect(searches.map((search) => search.alias)).toEqual([alias])
})

test.each<[string, Call['headers'], string]>([
  ['no address', { 'x-forwarded-for': undefined }, wrong],
  ['one address', { 'x-forwarded-for': '10.1.2.3' }, wrong],
  ['an address outside', { 'x-forwarded-for': '10.1.2.3, 9.9.9.9, 10.1.2.3' }, wrong],
  ['no address at all', { 'x-forwarded-for': 'unknown, 10.1.2.3' }, wrong],
  [
    'no X-Forwarded-Proto',
    { 'x-forwarded-proto': undefined, authorization: undefined, 'content-type': undefined },
    '{"details": "The X-Forwarded-Proto header was not set."}',
  ],
  [
    'no Authorization',
    { authorization: undefined, 'content-type': undefined },
    '{"details": "Authentication credentials were not provided."}',
  ],
  [
    'no Content-Type',
    { authorization: 'nonsense', 'content-type': undefined },
    '{"details": "Content-Type header was not set. It must be set for authentication, even if as the empty string."}',
  ],
  ['nonsense for Authorization', { authorization: 'nonsense' }, wrong],
  ['another Content-Type', { 'content-type': 'text/plain' }, wrong],
  ['another scheme', { 'x-forwarded-proto': 'http' }, wrong],
  ['another host', { host: 'other.example' }, wrong],
])('createQueryProxy() answers 401 to %s', async (_name, headers, text) => {
  // GET: a Request with a string body gets a content type by itself
  const refused = await call(proxy(), '/v3/', { method: 'GET', headers })
  expect({ status: refused.status, text: refused.text }).toEqual({ status: 401, text })
  expect(refused.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(refused.headers.get('server')).toBe('activity-stream')
  expect(events.map(({ type }) => type)).toContain('request-unauthenticated')
})

test('createQueryProxy() answers 401 to a wrong key, an unknown id and a replay alike', async () => {
  const app = proxy()
  expect(await call(app, searchPath, { key: 'wrong' })).toMatchObject({ status: 401, text: wrong })
  expect((await call(app, searchPath, { nonce: 'once' })).status).toBe(200)
  expect(await call(app, searchPath, { nonce: 'once' })).toMatchObject({ status: 401, text: wrong })
  const other = proxy({ keys: [] })
  expect(await call(other, searchPath)).toMatchObject({ status: 401, text: wrong })
})

test('createQueryProxy() authenticates before it says 404 or 405 below /v1/, /v2/ and /v3/', async () => {
  const app = proxy()
  for (const path of ['/v1/x', '/v1', '/v2/x', '/v3/x', '/v3/activities', '/v3/activities/_search/']) {
    expect((await call(app, path, { headers: { authorization: undefined } })).status).toBe(401)
    expect(await call(app, path)).toMatchObject({ status: 404, text: '{"details": "404: Not Found"}' })
  }
  for (const path of ['/v1/objects', '/v2/activities', '/v2/objects', '/v3/']) {
    expect((await call(app, path, { headers: { authorization: undefined } })).status).toBe(401)
    expect(await call(app, path)).toMatchObject({ status: 405, text: '{"details": "405: Method Not Allowed"}' })
  }
  expect(searches).toEqual([])
})

test.each(['/', '/v4/', '/nowhere', '/checks', '/checks/p3', '/metrics/', '/x/../v3/activities/_search'])(
  'createQueryProxy() answers 404 to %s without authentication',
  async (path) => {
    const response = await proxy().request(`${origin}${path.replace('/..', '/%2e.x')}`)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('{"details": "404: Not Found"}')
    expect(response.headers.get('server')).toBe('activity-stream')
  },
)

test('createQueryProxy() answers checks and metrics without authentication', async () => {
  const app = proxy()
  const get = async (path: string) => (await app.request(`${origin}${path}`)).text()
  expect(await get('/checks/p1')).toBe('__UP__\n')
  expect(await get('/checks/p2')).toBe('__UP__ (IN_STARTUP_GRACE_PERIOD)\nfeed:GREEN\n')
  expect(await get('/metrics')).toBe('metric 1\n')
  const posted = await app.request(`${origin}/metrics`, { method: 'POST' })
  expect([posted.status, await posted.text()]).toEqual([405, '{"details": "405: Method Not Allowed"}'])
  expect(posted.headers.get('allow')).toBe('GET, HEAD')
})

test('createQueryProxy() restricts what a key sees', async () => {
  const keys = [
    { ...consumer, permissions: { activities: [{ type: 'terms', field: 'type', values: ['a'] } as const] } },
  ]
  await call(proxy({ keys }), searchPath, { body: '{"query":{"match_all":{}}}' })
  expect(JSON.parse(searches[0]?.body ?? '')).toEqual({
    query: { bool: { must: [{ match_all: {} }], filter: [{ terms: { type: ['a'] } }] } },
  })
  expect(await call(proxy({ keys }), searchPath, { body: '{"suggest":{}}' })).toMatchObject({
    status: 400,
    text: expect.stringContaining('"Cannot search with \\"suggest\\": ') as string,
  })
})

test('createQueryProxy() answers 400 to a body that is no JSON object', async () => {
  expect(await call(proxy(), searchPath, { body: '[1]' })).toMatchObject({
    status: 400,
    text: '{"details": "Cannot read \\"body\\": it is JSON, but not an object"}',
  })
})

test('createQueryProxy() answers 413 to more than 1 MiB, and takes 1 MiB', async () => {
  expect(await call(proxy(), searchPath, { body: `{}${' '.repeat(1_048_574)}` })).toMatchObject({ status: 200 })
  expect(await call(proxy(), searchPath, { body: `{}${' '.repeat(1_048_575)}` })).toMatchObject({
    status: 413,
    text: '{"details": "Maximum request body size 1048576 exceeded, actual body size 1048577"}',
  })
})

test('createQueryProxy() passes an error of OpenSearch through', async () => {
  answerWith = async () => answered(400, '{"error": 1}')
  expect(await call(proxy(), searchPath)).toMatchObject({ status: 400, text: '{"error": 1}' })
  answerWith = async () => answered(401, 'Unauthorized', 'text/plain; charset=UTF-8')
  const refused = await call(proxy(), searchPath)
  expect(refused).toMatchObject({ status: 401, text: 'Unauthorized' })
  expect(refused.headers.get('content-type')).toBe('text/plain; charset=UTF-8')
})

test.each<[string, unknown, number, string]>([
  ['is unreachable', new SearchUnreachableError(), 500, 'An unknown error occurred.'],
  ['fails in a way nobody thought of', new Error('secret'), 500, 'An unknown error occurred.'],
  [
    'answers in part',
    new IncompleteSearchError('1 of 2 shards failed'),
    503,
    'The search is incomplete: 1 of 2 shards failed; try again',
  ],
])('createQueryProxy() says so when OpenSearch %s', async (_name, error, status, details) => {
  answerWith = () => Promise.reject(error as Error)
  expect(await call(proxy(), searchPath)).toMatchObject({ status, text: `{"details": ${JSON.stringify(details)}}` })
  expect(events).toContainEqual({ type: 'request-failed', requestId: 'abcd1234', error })
})

test('createQueryProxy() answers 429 to more requests of one key than may be under way, and not of another', async () => {
  const held = Promise.withResolvers<ForwardedAnswer>()
  answerWith = () => held.promise
  const other = { id: 'other', key: 'other secret', permissions: {} }
  const keys = [{ ...consumer, permissions: { activities: [{ type: 'all' } as const] } }, other]
  const app = proxy({ keys, guards: { maxRequestsPerKey: 2 } })
  const waiting = [call(app, searchPath), call(app, searchPath)]
  await vi.waitFor(() => expect(searches).toHaveLength(2))
  const refused = await call(app, searchPath)
  expect(refused).toMatchObject({ status: 429, text: expect.stringContaining('has 2 requests under way') as string })
  expect(refused.headers.get('retry-after')).toBe('1')
  const others = call(app, searchPath, { id: other.id, key: other.key })
  held.resolve({ status: 200, headers: {}, body: new TextEncoder().encode(answer) })
  for (const { status } of await Promise.all([...waiting, others])) expect(status).toBe(200)
  answerWith = async () => answered(200, answer)
  expect((await call(app, searchPath)).status).toBe(200)
})

test('createQueryProxy() counts a long answer until it is read, and a failed one no longer', async () => {
  const app = proxy({ guards: { maxRequestsPerKey: 1 } })
  answerWith = () => Promise.reject(new Error('failed'))
  expect((await call(app, searchPath)).status).toBe(500)
  const source = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(10)) })
  answerWith = async () => ({ status: 200, headers: {}, body: source })
  const reading = await send(app, searchPath)
  answerWith = async () => answered(200, answer)
  expect((await call(app, searchPath)).status).toBe(429)
  await reading.body?.cancel()
  expect((await call(app, searchPath)).status).toBe(200)
})

test('createQueryProxy() says when an answer breaks off, and does not end it as if it were whole', async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('cut off')) })
  answerWith = async () => ({ status: 200, headers: {}, body: broken })
  await expect(call(proxy(), searchPath)).rejects.toThrow('cut off')
  expect(events).toContainEqual({ type: 'answer-broken-off', requestId: 'abcd1234', error: new Error('cut off') })
})

test('createQueryProxy() lets nobody in while the nonce store is down', async () => {
  const nonces: NonceStore = { claim: () => Promise.reject(new Error('down')) }
  expect(await call(proxy({ nonces }), searchPath)).toMatchObject({
    status: 503,
    text: '{"details": "Authentication is not possible at the moment. Try again."}',
  })
  expect(searches).toEqual([])
})

test('createQueryProxy() asks the authenticator of the scheme, with the permissions of who it names', async () => {
  const seen: CredentialRequest[] = []
  const authenticator: Authenticator = {
    scheme: 'bearer',
    needsContentType: false,
    async identify(request) {
      seen.push(request)
      if (request.authorization === 'Bearer down') throw new IssuerDownError({})
      const isKnown = request.authorization === 'Bearer good'
      const caller = { id: 'token', permissions: { objects: [{ type: 'all' } as const] } }
      return isKnown ? { ok: true, caller } : { ok: false, reason: 'bad-token' }
    },
  }
  const app = proxy({ authenticators: [authenticator] })
  const ask = (authorization: string, contentType?: string) =>
    call(app, '/v2/objects', { method: 'GET', headers: { authorization, 'content-type': contentType } })
  expect((await ask('bearer good')).status).toBe(401)
  expect((await ask('Bearer good')).status).toBe(200)
  expect(searches).toEqual([{ alias: 'objects', body: '{}' }])
  expect(await ask('Bearer bad')).toMatchObject({ status: 401, text: wrong })
  expect((await ask('Bearer down')).status).toBe(503)
  expect(seen[1]).toMatchObject({ method: 'GET', target: '/v2/objects', host: 'proxy.example', port: 443 })
  expect(await ask('Other good', 'x')).toMatchObject({ status: 401, text: wrong })
  expect((await ask('Hawk id="x"')).text).toContain('Content-Type header was not set')
  expect(await call(proxy(), '/v2/objects', { headers: { authorization: 'Bearer good' } })).toMatchObject({
    status: 401,
  })
})
