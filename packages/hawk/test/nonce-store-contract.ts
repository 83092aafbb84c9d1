import { expect, test } from 'vitest'
import { signRequest } from '../src/index.ts'
import { createHawkVerifier, type NonceStore } from '../src/server.ts'
import { arrivingRequest } from './arriving-request.ts'

/** A store to test, and a way to let time pass for it. */
export interface NonceStoreUnderTest {
  store: NonceStore
  advance: (seconds: number) => Promise<void>
}

/** What every nonce store must do. Registers the tests; each gets an empty store from `create`. */
export function testNonceStore(name: string, create: () => NonceStoreUnderTest): void {
  test(`${name} claims a nonce once`, async () => {
    const { store } = create()
    expect(await store.claim('key', 'nonce', 125)).toBe(true)
    expect(await store.claim('key', 'nonce', 125)).toBe(false)
    expect(await store.claim('key', 'other', 125)).toBe(true)
  })

  test(`${name} keeps the nonces of each key apart`, async () => {
    const { store } = create()
    expect(await store.claim('a', 'nonce', 125)).toBe(true)
    expect(await store.claim('b', 'nonce', 125)).toBe(true)
  })

  test(`${name} never takes one pair of key and nonce for another`, async () => {
    const { store } = create()
    const pairs: [string, string][] = [
      ['a:b', 'c'],
      ['a', 'b:c'],
      ['a:b:c', ''],
      ['', 'a:b:c'],
      ['1:a', 'b'],
      ['1', 'a:b'],
      ['x'.repeat(4000), 'y'],
      ['x', `${'x'.repeat(3999)}y`],
    ]
    for (const [key, nonce] of pairs) expect(await store.claim(key, nonce, 125)).toBe(true)
    for (const [key, nonce] of pairs) expect(await store.claim(key, nonce, 125)).toBe(false)
  })

  test(`${name} remembers for the whole time to live, and then no longer`, async () => {
    const { store, advance } = create()
    await store.claim('key', 'nonce', 125)
    await advance(120)
    expect(await store.claim('key', 'nonce', 125)).toBe(false)
    await advance(5)
    expect(await store.claim('key', 'nonce', 125)).toBe(true)
    expect(await store.claim('key', 'nonce', 125)).toBe(false)
  })

  test(`${name} remembers for a fraction of a second at least as long as asked`, async () => {
    const { store } = create()
    expect(await store.claim('key', 'nonce', 0.5)).toBe(true)
    expect(await store.claim('key', 'nonce', 0.5)).toBe(false)
  })

  test(`${name} lets one of 1,000 concurrent replays in`, async () => {
    const { store } = create()
    const credentials = { id: 'key', key: 'secret' }
    const request = { method: 'POST', url: 'https://example.com/v3/activities/_search', body: '{}' }
    const { authorization } = await signRequest(request, credentials)
    const verify = createHawkVerifier({ findKey: () => credentials.key, nonces: store, nonceTimeoutMs: 20_000 })
    const verifications = await Promise.all(
      Array.from({ length: 1000 }, () => verify(arrivingRequest(request, authorization))),
    )
    const outcomes = verifications.map((verification) => (verification.ok ? 'ok' : verification.reason))
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'replayed')).toHaveLength(999)
  })
}
