import { expect, test } from 'vitest'
import { type AdminApiOptions, createAdminApi } from './admin-api.ts'
import type { FeedAnswer, FeedRequest } from './feed-request.ts'
import { newStatus } from './feed-status.ts'
import type { FeedEntry } from './status-board.ts'

const token = 'a-token-of-sixteen'
const entry = (feed: string, holder: string | undefined): FeedEntry => ({ ...newStatus(feed), holder, paused: false })
const entries = [entry('f', 'holder-of-f'), entry('g', undefined)]

function apiOf(options: Partial<AdminApiOptions> = {}) {
  const asked: { holder: string; request: FeedRequest }[] = []
  const limits: unknown[] = []
  const noted = <Answer>(given: unknown, answer: Answer) => {
    limits.push(given)
    return answer
  }
  const app = createAdminApi({
    token,
    feedIds: ['f', 'g'],
    statuses: async (feeds) => entries.filter(({ feed }) => feeds.includes(feed)),
    passes: async (...given) => noted(given, []),
    receipts: async (...given) => noted(given, []),
    deadLetters: async (...given) => noted(given, { total: 0, deadLetters: [] }),
    pages: async (...given) => noted(given, new Map()),
    instances: async () => [],
    async ask(holder, request) {
      asked.push({ holder, request })
      return { status: 200, body: { done: request.ask } }
    },
    ...options,
  })
  const send = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const response = await app.request(path, { method, headers: { authorization: `Bearer ${token}`, ...headers } })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) }
  }
  return { send, get: (path: string) => send('GET', path), asked, limits }
}

test('GET /feeds and /feeds/{id} give the statuses', async () => {
  const { get } = apiOf()
  const asJson = JSON.parse(JSON.stringify(entries))
  expect(await get('/feeds')).toMatchObject({ status: 200, body: { feeds: asJson } })
  expect(await get('/feeds/f')).toMatchObject({
    status: 200,
    body: { feed: 'f', holder: 'holder-of-f', deadLetters: 0 },
  })
  expect(await get('/feeds/g')).toMatchObject({ status: 200, body: { feed: 'g', rate: [], actions: [] } })
})

test('GET /instances gives those that share the Redis', async () => {
  const instance = { id: 'i', host: 'h', pid: 7, startedAt: 'then', version: '1', feeds: ['f'] }
  const { get } = apiOf({ instances: async () => [instance] })
  expect((await get('/instances')).body).toEqual({ instances: [instance] })
})

test('GET /feeds/{id}/passes and /receipts give as many as asked for, 20 where nothing is said', async () => {
  const { get, limits } = apiOf()
  expect((await get('/feeds/f/passes')).body).toEqual({ passes: [] })
  expect((await get('/feeds/f/passes?limit=1')).body).toEqual({ passes: [] })
  expect((await get('/feeds/g/receipts?limit=100')).body).toEqual({ receipts: [] })
  expect(limits).toEqual([
    ['f', 20],
    ['f', 1],
    ['g', 100],
  ])
})

test('GET /feeds/{id}/dead-letters gives a page, and the next', async () => {
  const { get, limits } = apiOf()
  expect((await get('/feeds/f/dead-letters?limit=5&after=abc')).body).toEqual({ total: 0, deadLetters: [] })
  expect(limits).toEqual([['f', { limit: 5, after: 'abc' }]])
})

test('GET /feeds/{id}/pages says where documents came from, by versions that are beyond JavaScript numbers', async () => {
  const [known, unknown] = ['9223371999999999999', '9223371999999999998']
  const found = new Map([[known, 'https://source.example/feed?after=7&key=k']])
  const asked: unknown[] = []
  const { get } = apiOf({
    async pages(...given) {
      asked.push(given)
      return found
    },
  })
  expect(await get(`/feeds/f/pages?version=${known}&version=${unknown}&version=${known}`)).toMatchObject({
    status: 200,
    body: { pages: [{ version: known, url: 'https://source.example/feed?after=7&key=k' }] },
  })
  expect(asked).toEqual([['f', [known, unknown]]])
  expect((await get(`/feeds/nothing/pages?version=${known}`)).status).toBe(404)
})

test.each([
  'pages',
  'pages?version=',
  'pages?version=x',
  'pages?version=-1',
  `pages?version=${'1'.repeat(20)}`,
  `pages?${Array.from({ length: 101 }, (_, n) => `version=${n}`).join('&')}`,
  'passes?limit=0',
  'passes?limit=101',
  'receipts?limit=-1',
  'receipts?limit=x',
  'dead-letters?limit=1.5',
  'dead-letters?limit=',
  'dead-letters?after=',
  `dead-letters?after=${'x'.repeat(2_001)}`,
])('GET /feeds/{id}/%s is out of bounds: 400', async (path) => {
  const { get, limits } = apiOf()
  expect(await get(`/feeds/f/${path}`)).toMatchObject({
    status: 400,
    body: { details: expect.stringMatching(/expected/) },
  })
  expect(limits).toEqual([])
})

test('GET /feeds/{id}/dead-letters with an "after" that was never given out: 400', async () => {
  const { get } = apiOf({ deadLetters: () => Promise.reject(new RangeError('unreadable')) })
  expect(await get('/feeds/f/dead-letters?after=nonsense')).toMatchObject({
    status: 400,
    body: { details: 'after: expected the "next" of the page before' },
  })
})

test.each(['generations', 'held'])("GET /feeds/{id}/%s asks the feed's holder", async (ask) => {
  const { get, asked } = apiOf()
  expect(await get(`/feeds/f/${ask}`)).toMatchObject({ status: 200, body: { done: ask } })
  expect(asked).toEqual([{ holder: 'holder-of-f', request: { feed: 'f', ask, person: 'unknown' } }])
})

test.each(['run', 'pause', 'resume', 'approve', 'reject', 'roll-back'])(
  "POST /feeds/{id}/%s asks the feed's holder, and says for whom",
  async (action) => {
    const { send, asked } = apiOf()
    const answer = await send('POST', `/feeds/f/${action}`, { 'x-acting-person': 'ann@example.com' })
    expect(answer).toMatchObject({ status: 200, body: { done: action } })
    expect(asked).toEqual([{ holder: 'holder-of-f', request: { feed: 'f', ask: action, person: 'ann@example.com' } }])
  },
)

test('what the holder answers is passed on: 404, 409, 504', async () => {
  for (const status of [404, 409, 504] as const) {
    const answer: FeedAnswer = { status, body: { details: 'why' } }
    const { send } = apiOf({ ask: async () => answer })
    expect(await send('POST', '/feeds/f/approve')).toMatchObject(answer)
  }
})

test('a feed that nobody holds: 503, and nobody is asked', async () => {
  const { send, asked } = apiOf()
  const details = 'No instance reads this feed at the moment; try again.'
  expect(await send('POST', '/feeds/g/run')).toMatchObject({ status: 503, body: { details } })
  expect(await send('GET', '/feeds/g/held')).toMatchObject({ status: 503, body: { details } })
  expect(asked).toEqual([])
})

test('X-Acting-Person that cannot be printed: 400, and nobody is asked', async () => {
  const { send, asked } = apiOf()
  expect((await send('POST', '/feeds/f/run', { 'x-acting-person': 'x'.repeat(201) })).status).toBe(400)
  expect((await send('POST', '/feeds/f/run', { 'x-acting-person': '' })).status).toBe(400)
  expect(asked).toEqual([])
})

test('without the token nothing is told, not even what there is: 401', async () => {
  const { send } = apiOf()
  for (const [method, path] of [
    ['GET', '/feeds'],
    ['POST', '/feeds/f/run'],
    ['PUT', '/feeds'],
    ['GET', '/nowhere'],
  ] as const) {
    for (const authorization of ['', 'Bearer guessed', `Basic ${token}`, `bearer ${token}`]) {
      const { status, body, headers } = await send(method, path, { authorization })
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(body).toEqual({ details: 'Send the admin token: Authorization: Bearer …' })
    }
  }
})

test.each([
  ['GET', '/'],
  ['GET', '/feeds/unknown'],
  ['GET', '/feeds/unknown/passes'],
  ['GET', '/feeds/f/nothing'],
  ['POST', '/feeds/f/explode'],
  ['POST', '/feeds/unknown/run'],
  ['POST', '/feeds/f/constructor'],
  ['DELETE', '/feeds/f/nothing'],
])('%s %s is unknown: 404', async (method, path) => {
  expect(await apiOf().send(method, path)).toMatchObject({ status: 404, body: { details: '404: Not Found' } })
})

test.each([
  ['POST', '/feeds', 'GET'],
  ['PUT', '/feeds/f', 'GET'],
  ['DELETE', '/instances', 'GET'],
  ['POST', '/feeds/f/passes', 'GET'],
  ['PATCH', '/feeds/f/dead-letters', 'GET'],
  ['POST', '/feeds/f/held', 'GET'],
  ['GET', '/feeds/f/run', 'POST'],
  ['PUT', '/feeds/f/roll-back', 'POST'],
  ['OPTIONS', '/feeds', 'GET'],
])('%s %s: 405, and what is allowed', async (method, path, allowed) => {
  const { send, asked } = apiOf()
  const { status, body, headers } = await send(method, path)
  expect([status, headers.get('allow')]).toEqual([405, allowed])
  expect(body).toEqual({ details: '405: Method Not Allowed' })
  expect(asked).toEqual([])
})

test('HEAD: 405', async () => {
  const { send, asked } = apiOf()
  for (const path of ['/feeds', '/feeds/f', '/feeds/f/held', '/feeds/f/run']) {
    expect((await send('HEAD', path)).status).toBe(405)
  }
  expect(asked).toEqual([])
})

test('while Redis is away: 503, in plain words', async () => {
  const { get } = apiOf({
    passes: () => Promise.reject(new Error("Stream isn't writeable and enableOfflineQueue options is false")),
  })
  expect(await get('/feeds/f/passes')).toMatchObject({ status: 503, body: { details: 'Redis is not reachable' } })
})
