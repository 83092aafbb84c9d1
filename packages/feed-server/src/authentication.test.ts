import { signRequest, verifyServerAuthorization } from '@as/hawk'
import { describe, expect, it } from 'vitest'
import type { FeedAuthentication } from './authentication.ts'
import { bearerAuthentication } from './bearer-authentication.ts'
import { createFeedHandler } from './create-feed-handler.ts'
import { FeedOptionError } from './errors.ts'
import type { FeedServerEvent } from './events.ts'
import { type HawkAuthenticationOptions, hawkAuthentication } from './hawk-authentication.ts'
import { memoryLog } from './memory-log.ts'

const url = 'https://shop.example/feed?cursor=g-0'
const credentials = { id: 'activity-stream', key: 'a key' }
const nowMs = 1_800_000_000_000

function feedWith(authentication: FeedAuthentication) {
  const events: FeedServerEvent[] = []
  const log = memoryLog({ generation: 'g' })
  log.append({ id: 'a:1:Create', type: 'Create' })
  const handler = createFeedHandler({ source: log, authentication, onEvent: (event) => events.push(event) })
  /** As it arrives behind a proxy that ends TLS. */
  const ask = (headers: Record<string, string>, method = 'GET', path = '/feed?cursor=g-0') =>
    handler(
      new Request(`http://10.0.0.7:8080${path}`, {
        method,
        headers: { host: 'shop.example', 'x-forwarded-proto': 'https', ...headers },
      }),
    )
  return { ask, events }
}

function hawkFeed(options: Partial<HawkAuthenticationOptions> = {}) {
  const findKey = (id: string) => (id === credentials.id ? credentials.key : undefined)
  return feedWith(hawkAuthentication({ findKey, now: () => nowMs, ...options }))
}

function sign(
  options: { timestampSeconds?: number; nonce?: string } = {},
  method = 'GET',
  to = url,
  key = credentials,
) {
  return signRequest({ method, url: to }, key, { timestampSeconds: nowMs / 1000, ...options })
}

describe('hawkAuthentication()', () => {
  it('lets in who signs, and signs the answer, also one of 304 and to HEAD [P12] [P13]', async () => {
    const { ask, events } = hawkFeed()
    const signed = await sign()
    const response = await ask({ authorization: signed.authorization })
    expect(response.status).toBe(200)
    const serverAuthorization = response.headers.get('server-authorization') ?? ''
    const body = await response.bytes()
    const contentType = response.headers.get('content-type') ?? ''
    const answer = { serverAuthorization, contentType, body }
    expect(await verifyServerAuthorization(answer, signed.artifacts, credentials)).toMatchObject({ ok: true })
    expect(events).toMatchObject([{ type: 'page-served', caller: 'activity-stream' }])

    const again = await sign()
    const etag = response.headers.get('etag') ?? ''
    const unchanged = await ask({ authorization: again.authorization, 'if-none-match': etag })
    expect(unchanged.status).toBe(304)
    expect(unchanged.headers.get('server-authorization')).toMatch(/^Hawk mac="/)
    const head = await sign({}, 'HEAD')
    expect((await ask({ authorization: head.authorization }, 'HEAD')).status).toBe(200)
  })

  it('signs the body before compression [P13]', async () => {
    const log = memoryLog({ generation: 'g' })
    for (let n = 0; n < 50; n++) log.append({ id: `a:${n}:Create`, type: 'Create' })
    const authentication = hawkAuthentication({ findKey: () => credentials.key, now: () => nowMs })
    const signed = await sign()
    const headers = { host: 'shop.example', 'x-forwarded-proto': 'https', 'accept-encoding': 'gzip' }
    const request = new Request(url, { headers: { ...headers, authorization: signed.authorization } })
    const response = await createFeedHandler({ source: log, authentication })(request)
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const decoded = new Response(response.body?.pipeThrough(new DecompressionStream('gzip')))
    const answer = {
      serverAuthorization: response.headers.get('server-authorization') ?? '',
      contentType: response.headers.get('content-type') ?? '',
      body: await decoded.bytes(),
    }
    expect(await verifyServerAuthorization(answer, signed.artifacts, credentials)).toMatchObject({ ok: true })
  })

  it('refuses all else alike; only the event tells why [P12] [P18]', async () => {
    const { ask, events } = hawkFeed()
    const once = await sign()
    await ask({ authorization: once.authorization })
    const wrong = [
      once,
      await sign({ timestampSeconds: nowMs / 1000 - 61 }),
      await sign({}, 'GET', url, { ...credentials, key: 'another' }),
      await sign({}, 'GET', url, { ...credentials, id: 'nobody' }),
      await sign({}, 'GET', 'http://shop.example/feed?cursor=g-0'),
      await sign({}, 'GET', 'https://shop.example/feed?cursor=1'),
      { authorization: 'Bearer token' },
    ]
    for (const { authorization } of wrong) {
      const response = await ask({ authorization })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Hawk'])
      expect(await response.json()).toEqual({ details: 'Incorrect authentication credentials.' })
    }
    expect(events.slice(1).map((event) => event.type === 'request-refused' && event.reason)).toEqual([
      'replayed',
      'stale',
      'bad-mac',
      'unknown-id',
      'bad-mac',
      'bad-mac',
      'malformed-header',
    ])
  })

  it('asks who sends nothing for credentials, before it looks at the cursor [P12]', async () => {
    const response = await hawkFeed().ask({}, 'GET', '/feed?cursor=elsewhere')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Hawk'])
    expect(await response.json()).toEqual({ details: 'Authentication credentials were not provided.' })
  })

  it('lets nobody in while nonces cannot be checked [P12]', async () => {
    const { ask } = hawkFeed({ nonces: { claim: () => Promise.reject(new Error('down')) } })
    const { authorization } = await sign()
    expect((await ask({ authorization })).status).toBe(503)
  })
})

describe('bearerAuthentication()', () => {
  it('lets in who sends one of the tokens, by its name [P12]', async () => {
    const { ask, events } = feedWith(bearerAuthentication({ old: 'token-1', new: 'token-2' }))
    expect((await ask({ authorization: 'Bearer token-2' })).status).toBe(200)
    expect((await ask({ authorization: 'bearer  token-1' })).status).toBe(200)
    expect(events).toMatchObject([{ caller: 'new' }, { caller: 'old' }])
  })

  it('refuses all else [P12]', async () => {
    const { ask } = feedWith(bearerAuthentication({ one: 'token-1' }))
    for (const authorization of [
      'Bearer token-2',
      'Bearer',
      'token-1',
      'Basic token-1',
      'Bearer token-1 token-1',
      'Bearer token-',
    ]) {
      const response = await ask({ authorization })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
    }
    const nothing = await ask({})
    expect([nothing.status, nothing.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  })

  it('refuses tokens that no header can carry, without showing them', () => {
    expect(() => bearerAuthentication({})).toThrow(FeedOptionError)
    expect(() => bearerAuthentication({ one: '' })).toThrow(FeedOptionError)
    expect(() => bearerAuthentication({ one: 'sesame open' })).toThrow(/^(?!.*sesame).*"one"/)
  })
})
