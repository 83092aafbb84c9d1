import { afterEach, expect, test, vi } from 'vitest'
import { arrivingRequest } from '../test/arriving-request.ts'
import { createHawkVerifier, type HawkVerifierOptions } from './create-hawk-verifier.ts'
import { HawkError, NonceStoreError } from './errors.ts'
import { macBaseString } from './mac-base-string.ts'
import { memoryNonceStore } from './memory-nonce-store.ts'
import { nodeMac, nodePayloadHash } from './node-digest.ts'
import type { NonceStore } from './nonce-store.ts'
import { type SignableRequest, type SignOptions, signRequest } from './sign-request.ts'

const seconds = 1_700_000_000
const credentials = { id: 'consumer', key: 'secret' }
const search = {
  method: 'POST',
  url: 'https://example.com/v3/activities/_search?a=%2F&b=',
  contentType: 'application/json; charset=utf-8',
  body: '{"query":{"match_all":{}}}',
}

function createVerifier(options: Partial<HawkVerifierOptions> = {}) {
  return createHawkVerifier({
    findKey: (id) => (id === credentials.id ? credentials.key : undefined),
    nonces: memoryNonceStore({ now: () => 0 }),
    now: () => seconds * 1000,
    ...options,
  })
}

async function arrive(request: SignableRequest = search, options: SignOptions = {}) {
  const { authorization } = await signRequest(request, credentials, { timestampSeconds: seconds, ...options })
  return arrivingRequest(request, authorization)
}

/** A store that records what it is asked and answers as told. */
function recordingStore(answer: () => Promise<boolean> = async () => true) {
  const claims: unknown[][] = []
  const nonces: NonceStore = {
    claim: (...claim) => {
      claims.push(claim)
      return answer()
    },
  }
  return { nonces, claims }
}

afterEach(() => {
  vi.useRealTimers()
})

test('createHawkVerifier() lets a signed request in and says whose it is', async () => {
  const request = await arrive(search, { ext: 'x', app: 'a', dlg: 'd' })
  expect(await createVerifier()(request)).toMatchObject({ ok: true, id: 'consumer', ext: 'x', app: 'a', dlg: 'd' })
})

test('createHawkVerifier() lets a request without body and content type in', async () => {
  const request = await arrive({ method: 'GET', url: search.url })
  expect(await createVerifier()(request)).toMatchObject({ ok: true })
})

test('createHawkVerifier() takes the port from Host before the implied one', async () => {
  const request = await arrive({ ...search, url: 'https://example.com:8080/' })
  expect(await createVerifier()({ ...request, port: 443 })).toMatchObject({ ok: true })
  expect(await createVerifier()({ ...request, host: 'example.com', port: 8080 })).toMatchObject({ ok: true })
  expect(await createVerifier()({ ...request, host: 'example.com', port: 443 })).toMatchObject({ reason: 'bad-mac' })
})

test('createHawkVerifier() takes a Host in any case', async () => {
  expect(await createVerifier()({ ...(await arrive()), host: 'EXAMPLE.Com' })).toMatchObject({ ok: true })
})

test('createHawkVerifier() takes a payload hash over the raw content type', async () => {
  const { method, body, contentType } = search
  const hash = nodePayloadHash(contentType, body)
  const signed = { ts: String(seconds), nonce: 'n', method, path: '/', host: 'example.com', port: 443, hash }
  const mac = nodeMac(
    credentials.key,
    macBaseString('header', { ...signed, ext: undefined, app: undefined, dlg: undefined }),
  )
  const authorization = `Hawk id="consumer", ts="${seconds}", nonce="n", hash="${hash}", mac="${mac}"`
  const request = arrivingRequest({ method, url: 'https://example.com/', contentType, body }, authorization)
  expect(await createVerifier()(request)).toMatchObject({ ok: true })
  expect(await createVerifier()({ ...request, contentType: 'application/json' })).toMatchObject({ ok: false })
})

test('createHawkVerifier() takes an IPv6 host signed with and without brackets', async () => {
  const request = await arrive({ ...search, url: 'http://[::1]:8080/' })
  expect(await createVerifier()(request)).toMatchObject({ ok: true })

  const hash = nodePayloadHash('', '')
  const signed = { ts: String(seconds), nonce: 'n', method: 'GET', path: '/', host: '::1', port: 8080, hash }
  const mac = nodeMac(
    credentials.key,
    macBaseString('header', { ...signed, ext: undefined, app: undefined, dlg: undefined }),
  )
  const authorization = `Hawk mac="${mac}", hash="${hash}", id="consumer", ts="${seconds}", nonce="n"`
  const bare = arrivingRequest({ method: 'GET', url: 'http://[::1]:8080/' }, authorization)
  expect(await createVerifier()(bare)).toMatchObject({ ok: true })
})

test.each([
  [-60, true],
  [60, true],
  [-61, false],
  [61, false],
])('createHawkVerifier() with a clock %i s off lets in: %s', async (offset, ok) => {
  const request = await arrive(search, { timestampSeconds: seconds + offset })
  expect((await createVerifier()(request)).ok).toBe(ok)
})

test('createHawkVerifier() looks at the fraction of a second of its own clock', async () => {
  const request = await arrive(search, { timestampSeconds: seconds - 60 })
  expect(await createVerifier({ now: () => seconds * 1000 + 1 })(request)).toEqual({ ok: false, reason: 'stale' })
})

test('createHawkVerifier() follows skewSeconds', async () => {
  const request = await arrive(search, { timestampSeconds: seconds - 2 })
  expect(await createVerifier({ skewSeconds: 1 })(request)).toEqual({ ok: false, reason: 'stale' })
  expect(await createVerifier({ skewSeconds: 2 })(request)).toMatchObject({ ok: true })
})

test('createHawkVerifier() counts a nonce once per key', async () => {
  const verify = createVerifier({ findKey: (id) => (id === 'consumer' ? 'secret' : 'other') })
  const request = await arrive(search, { nonce: 'same' })
  expect(await verify(request)).toMatchObject({ ok: true })
  expect(await verify(request)).toEqual({ ok: false, reason: 'replayed' })
  expect(await verify(await arrive(search, { nonce: 'same', ext: 'new' }))).toEqual({ ok: false, reason: 'replayed' })
  const other = await signRequest(search, { id: 'other', key: 'other' }, { timestampSeconds: seconds, nonce: 'same' })
  expect(await verify(arrivingRequest(search, other.authorization))).toMatchObject({ ok: true, id: 'other' })
})

test('createHawkVerifier() claims a nonce for twice the skew and 5 s, or as told', async () => {
  const request = await arrive(search, { nonce: 'n' })
  const { nonces, claims } = recordingStore()
  await createVerifier({ nonces })(request)
  await createVerifier({ nonces, skewSeconds: 10 })(request)
  await createVerifier({ nonces, nonceTtlSeconds: 120 })(request)
  expect(claims).toEqual([
    ['consumer', 'n', 125],
    ['consumer', 'n', 25],
    ['consumer', 'n', 120],
  ])
})

test('createHawkVerifier() remembers a nonce for as long as its request could be accepted', async () => {
  let now = seconds * 1000
  const verify = createVerifier({ now: () => now, nonces: memoryNonceStore({ now: () => now }) })
  const request = await arrive(search, { timestampSeconds: seconds + 60 })
  expect(await verify(request)).toMatchObject({ ok: true })
  now += 120_000
  expect(await verify(request)).toEqual({ ok: false, reason: 'replayed' })
  now += 1
  expect(await verify(request)).toEqual({ ok: false, reason: 'stale' })
})

test('createHawkVerifier() claims no nonce for a request that is wrong in anything', async () => {
  const { nonces, claims } = recordingStore()
  const verify = createVerifier({ nonces })
  const request = await arrive()
  const stranger = await signRequest(search, { id: 'stranger', key: 'secret' }, { timestampSeconds: seconds })
  await verify({ ...request, method: 'GET' })
  await verify({ ...request, body: new Uint8Array(3) })
  await verify({ ...request, authorization: stranger.authorization })
  await verify(await arrive(search, { timestampSeconds: seconds - 61 }))
  expect(claims).toEqual([])
})

test('createHawkVerifier() stays shut when the nonce store rejects, throws or answers nonsense', async () => {
  const request = await arrive()
  const cause = new Error('connection is closed')
  const rejecting = recordingStore(() => Promise.reject(cause)).nonces
  expect(await createVerifier({ nonces: rejecting })(request)).toEqual({ ok: false, reason: 'nonce-store-down', cause })
  const throwing: NonceStore = {
    claim: () => {
      throw cause
    },
  }
  expect(await createVerifier({ nonces: throwing })(request)).toEqual({ ok: false, reason: 'nonce-store-down', cause })
  for (const nonsense of ['OK', 1, {}, undefined, null]) {
    const { nonces } = recordingStore(async () => nonsense as unknown as boolean)
    expect(await createVerifier({ nonces })(request)).toMatchObject({ ok: false })
  }
})

test('createHawkVerifier() stays shut when the nonce store does not answer in time', async () => {
  vi.useFakeTimers()
  const { nonces } = recordingStore(() => new Promise(() => {}))
  const verifying = createVerifier({ nonces, nonceTimeoutMs: 750 })(await arrive())
  await vi.advanceTimersByTimeAsync(750)
  const verification = await verifying
  expect(verification).toMatchObject({ ok: false, reason: 'nonce-store-down' })
  expect(verification).toHaveProperty('cause', expect.any(NonceStoreError))
  expect(vi.getTimerCount()).toBe(0)
})

test('createHawkVerifier() leaves no timer behind when the nonce store answers', async () => {
  vi.useFakeTimers()
  await createVerifier()(await arrive())
  expect(vi.getTimerCount()).toBe(0)
})

test('createHawkVerifier() takes what is no key for none', async () => {
  const prototype = await signRequest(search, { id: 'constructor', key: 'x' }, { timestampSeconds: seconds })
  const table: Record<string, string> = { consumer: '' }
  const verify = createVerifier({ findKey: (id) => table[id] })
  const refusal = { ok: false, reason: 'unknown-id' }
  expect(await verify(arrivingRequest(search, prototype.authorization))).toEqual(refusal)
  expect(await verify(await arrive())).toEqual(refusal)
})

test('createHawkVerifier() rejects only with what findKey throws', async () => {
  const fault = new Error('no key table')
  const findKey = () => {
    throw fault
  }
  await expect(createVerifier({ findKey })(await arrive())).rejects.toBe(fault)
})

test.each(['skewSeconds', 'nonceTtlSeconds', 'nonceTimeoutMs'])('createHawkVerifier() refuses a wrong %s', (name) => {
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => createVerifier({ [name]: value })).toThrow(HawkError)
    expect(() => createVerifier({ [name]: value })).toThrow(`${name} is ${value}`)
  }
})

test('createHawkVerifier() has the body read once a header is genuine, and only then', async () => {
  const { body, ...request } = await arrive()
  const readFor: string[] = []
  const read = async (id: string): Promise<Uint8Array> => {
    readFor.push(id)
    return body
  }
  expect(await createVerifier()({ ...request, body: read })).toMatchObject({ ok: true, id: 'consumer' })
  expect(readFor).toEqual(['consumer'])
  readFor.length = 0
  const other = { ...request, body: async () => Buffer.from('other') }
  expect(await createVerifier()(other)).toEqual({ ok: false, reason: 'bad-payload-hash' })
  const late = createVerifier({ now: () => (seconds + 61) * 1000 })
  expect(await late({ ...request, body: read })).toEqual({ ok: false, reason: 'stale' })
  const forged = createVerifier({ findKey: () => 'another' })
  expect(await forged({ ...request, body: read })).toEqual({ ok: false, reason: 'bad-mac' })
  const unknown = createVerifier({ findKey: () => undefined })
  expect(await unknown({ ...request, body: read })).toEqual({ ok: false, reason: 'unknown-id' })
  expect(readFor).toEqual([])
})

test('createHawkVerifier() refuses a body that takes until its request is stale, and rejects as reading it does', async () => {
  let now = (seconds + 59) * 1000
  const { nonces, claims } = recordingStore()
  const verify = createVerifier({ now: () => now, nonces })
  const { body, ...request } = await arrive()
  const slow = async (): Promise<Uint8Array> => {
    now += 2_000
    return body
  }
  expect(await verify({ ...request, body: slow })).toEqual({ ok: false, reason: 'stale' })
  now = seconds * 1000
  const broken = (): Promise<Uint8Array> => Promise.reject(new Error('hung up'))
  await expect(verify({ ...request, body: broken })).rejects.toThrow('hung up')
  expect(claims).toEqual([])
})
