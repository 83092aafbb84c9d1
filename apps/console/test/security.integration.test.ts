import { connectRedis, createLogger } from '@as/service'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { type ConsoleOptions, createConsole } from '../src/create-console.ts'
import type { ConsoleEvent } from '../src/events.ts'
import type { LoginProvider } from '../src/login/login-provider.ts'
import { connectOpenSearch } from '../src/opensearch/connect-opensearch.ts'
import { nobody } from '../src/session/identify.ts'

const logger = createLogger({ application: 'test', write: () => {} })
const opensearch = connectOpenSearch({ url: inject('opensearchUrl'), authentication: { type: 'none' } })
const stop = new AbortController()
let redis: Awaited<ReturnType<typeof connectRedis>>
let events: ConsoleEvent[] = []

beforeAll(async () => {
  redis = await connectRedis(inject('redisUrl'), logger)
})
beforeEach(() => {
  events = []
})
afterAll(() => {
  stop.abort()
  opensearch[Symbol.dispose]()
  redis[Symbol.dispose]()
})

const queryOf = (fields: Record<string, string>): string => new URLSearchParams(fields).toString()

/** Confirms everybody as the operator whose name stands in the code. */
const provider: LoginProvider = {
  type: 'openid',
  addressFor: async ({ state }, redirectUri) =>
    new URL(`https://id.example/?${queryOf({ state, redirect_uri: redirectUri })}`),
  confirm: async (_login, currentUrl) => ({ email: currentUrl.searchParams.get('code'), roles: ['operator'] }),
  leaveAddress: async () => undefined,
}
const roles = { claim: 'roles', viewer: [], operator: ['operator'], admin: [] }

function makeConsole(options: Partial<ConsoleOptions> = {}) {
  return createConsole({
    login: { provider, roles },
    opensearch,
    redis: redis.client,
    assets: new URL('../src/assets/', import.meta.url),
    registry: new Registry(),
    onEvent: (event) => events.push(event),
    signal: stop.signal,
    ...options,
  })
}

const secure = { host: 'console.example', 'x-forwarded-proto': 'https', accept: 'text/html' }
const cookiesOf = (answer: Response) => answer.headers.getSetCookie()
const pairOf = (cookie: string | undefined) => cookie?.split(';', 1)[0] ?? ''

async function logIn(app: ReturnType<typeof makeConsole>, { path = '/', cookie = '' } = {}) {
  const begun = await app.request(`/login?${queryOf({ return: path })}`, { headers: secure })
  const [pending] = cookiesOf(begun)
  const address = new URL(begun.headers.get('location') ?? '')
  const query = queryOf({ code: 'ann@example.org', state: address.searchParams.get('state') ?? '' })
  const headers = { ...secure, cookie: [pairOf(pending), cookie].filter(Boolean).join('; ') }
  const answer = await app.request(`/__redirect_from_sso?${query}`, { headers })
  const session = cookiesOf(answer).findLast(
    (text) => text.startsWith('__Host-console-session=') && !/max-age=0/i.test(text),
  )
  return { pending, address, answer, session }
}

test('cookies are of this host and of HTTPS only, and no script can read them', async () => {
  const { pending, address, answer, session } = await logIn(makeConsole(), { path: '/system' })
  const flags = '; Path=/; HttpOnly; Secure; SameSite=Lax'
  expect(pending).toMatch(new RegExp(`^__Host-console-login=[\\w-]+; Max-Age=600${flags}$`))
  expect(session).toMatch(new RegExp(`^__Host-console-session=[\\w-]{43}; Max-Age=86400${flags}$`))
  expect(address.searchParams.get('redirect_uri')).toBe('https://console.example/__redirect_from_sso')
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/system'])
  expect(events).toContainEqual({
    type: 'logged-in',
    person: { name: 'ann@example.org', email: 'ann@example.org', role: 'operator', admin: false },
  })
})

test('a login leads nowhere but to the console', async () => {
  for (const path of ['https://evil.example/', '//evil.example', '/\\evil.example', '/login']) {
    expect((await logIn(makeConsole(), { path })).answer.headers.get('location')).toBe('/')
  }
})

test('a session from before a login is over after it', async () => {
  const app = makeConsole()
  const before = pairOf((await logIn(app)).session)
  const after = pairOf((await logIn(app, { cookie: before })).session)
  const statusOf = async (cookie: string) => (await app.request('/system', { headers: { ...secure, cookie } })).status
  expect(await statusOf(before)).toBe(302)
  expect(await statusOf(after)).toBe(200)
})

test('what in Redis is no session of ours lets nobody in', async () => {
  const app = makeConsole()
  const cookie = pairOf((await logIn(app)).session)
  const keys = await redis.client.keys('console-session:*')
  for (const key of keys) await redis.client.set(key, '{"name":"x","email":"y","role":"root"}', 'KEEPTTL')
  expect((await app.request('/', { headers: { ...secure, cookie } })).status).toBe(302)
  await redis.client.del(...keys)
})

test('every answer says what browsers may do with it', async () => {
  const app = makeConsole()
  const cookie = pairOf((await logIn(app)).session)
  for (const path of ['/', '/search', '/login', '/nowhere', '/logged-out', '/feeds/unknown']) {
    const { headers } = await app.request(path, { headers: { ...secure, cookie } })
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(Object.fromEntries(headers)).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  }
})

test('without a session pages lead to the login, and everything else is refused', async () => {
  const app = makeConsole()
  const page = await app.request('/feeds/a%2Fb?x=1', { headers: secure })
  expect([page.status, page.headers.get('location')]).toEqual([302, '/login?return=%2Ffeeds%2Fa%252Fb%3Fx%3D1'])
  const data = { ...secure, accept: 'text/event-stream' }
  expect((await app.request('/live', { headers: data })).status).toBe(401)
  expect((await app.request('/opensearch/_search', { headers: { ...secure, accept: '*/*' } })).status).toBe(401)
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    expect((await app.request('/feeds/one/run', { method, headers: secure })).status).toBe(401)
  }
})

test('an action needs the token, our own page, and the role; and is told of', async () => {
  const app = makeConsole()
  const cookie = pairOf((await logIn(app)).session)
  const page = await (await app.request('/', { headers: { ...secure, cookie } })).text()
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  expect(csrf).toMatch(/^[\w-]{43}$/)
  const act = async (body: Record<string, string>, headers: Record<string, string> = {}) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const sent = { ...secure, cookie, ...type, ...headers }
    return (await app.request('/feeds/one/run', { method: 'POST', headers: sent, body: queryOf(body) })).status
  }
  expect(await act({})).toBe(403)
  expect(await act({ csrf: `${csrf}A` })).toBe(403)
  expect(await act({ csrf }, { origin: 'https://evil.example' })).toBe(403)
  expect(await act({ csrf }, { origin: 'null' })).toBe(403)
  expect(await act({ csrf }, { 'sec-fetch-site': 'same-site', origin: 'https://console.example' })).toBe(403)
  expect(await act({ csrf: 'A'.repeat(70_000) })).toBe(413)
  const refusals = events.flatMap((event) => (event.type === 'action-refused' ? [event.refusal] : []))
  expect(refusals).toEqual(['csrf-token', 'csrf-token', 'cross-site', 'cross-site', 'cross-site'])
  expect(events.filter(({ type }) => type === 'acted')).toEqual([])
  // through it goes; there is no outgoing to carry it out
  await act({ csrf }, { origin: 'https://console.example', 'sec-fetch-site': 'same-origin' })
  expect(events).toContainEqual(expect.objectContaining({ type: 'acted', path: '/feeds/one/run' }))
})

test.each([
  ['the second-last address is allowed', '10.1.1.1, 172.16.0.1', 1, 302],
  ['others before it do not matter', '192.0.2.1, 10.1.1.1, 172.16.0.1', 1, 302],
  ['the second-last is not', '10.1.1.1, 192.0.2.1, 172.16.0.1', 1, 403],
  ['there is only one', '10.1.1.1', 1, 403],
  ['there is only one, and no proxy is trusted', '10.1.1.1', 0, 302],
  ['two proxies are trusted', '10.1.1.1, 172.16.0.1, 172.16.0.2', 2, 302],
  ['there is none', undefined, 1, 403],
  ['it is no address', 'unknown, 172.16.0.1', 1, 403],
])('the allow-list: %s', async (_what, forwardedFor, trustedHops, status) => {
  const app = makeConsole({ addresses: { allowed: ['10.0.0.0/8'], trustedHops } })
  const headers = forwardedFor === undefined ? secure : { ...secure, 'x-forwarded-for': forwardedFor }
  expect((await app.request('/', { headers })).status).toBe(status)
  // load balancers and Prometheus ask from inside
  expect((await app.request('/checks/p1')).status).toBe(200)
})

test('a console of a known address answers to no other, and not in the clear', async () => {
  const app = makeConsole({ url: new URL('https://console.example') })
  const at = async (host: string, proto: string, method = 'GET') => {
    const answer = await app.request('/system?x=1', { method, headers: { host, 'x-forwarded-proto': proto } })
    return [answer.status, answer.headers.get('location')]
  }
  expect(await at('evil.example', 'https')).toEqual([421, null])
  expect(await at('console.example', 'http')).toEqual([308, 'https://console.example/system?x=1'])
  expect(await at('console.example', 'http', 'POST')).toEqual([403, null])
})

test('where nobody logs in, only this machine is answered, whatever name was made to point to it', async () => {
  const app = makeConsole({ login: { everybody: nobody } })
  const at = async (host: string) => (await app.request('/', { headers: { host } })).status
  expect(await at('127.0.0.1:8080')).toBe(200)
  expect(await at('localhost:8080')).toBe(200)
  expect(await at('rebound.example:8080')).toBe(421)
  const proxied = { host: 'localhost', 'x-forwarded-for': '192.0.2.1' }
  expect((await app.request('/', { headers: proxied })).status).toBe(421)
  const page = await (await app.request('/', { headers: { host: 'localhost' } })).text()
  expect(page).toContain('No login')
  expect(page).not.toContain('/logout')
  expect((await app.request('/login', { headers: { host: 'localhost' } })).status).toBe(404)
})
