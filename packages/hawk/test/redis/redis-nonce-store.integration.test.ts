import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { redisNonceStore } from '../../src/redis.ts'
import { testNonceStore } from '../nonce-store-contract.ts'

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string
  }
}

let redis: Redis
const run = `hawk-test:${randomUUID()}:`

beforeAll(() => {
  redis = new Redis(inject('redisUrl'))
})

afterAll(async () => {
  const keys = await redis.keys(`${run}*`)
  if (keys.length > 0) await redis.del(...keys)
  await redis.quit()
})

function createStore() {
  const prefix = `${run}${randomUUID()}:`
  return {
    prefix,
    store: redisNonceStore(redis, { prefix }),
    // time passes by taking it from what each key has left: no test waits
    advance: async (seconds: number) => {
      for (const key of await redis.keys(`${prefix}*`)) {
        await redis.pexpire(key, Math.max(0, (await redis.ttl(key)) - seconds) * 1000)
      }
    },
  }
}

testNonceStore('redisNonceStore()', createStore)

test('redisNonceStore() writes one key of fixed length that expires', async () => {
  const { store, prefix } = createStore()
  await store.claim('key', 'n'.repeat(4000), 125)
  const [key = '', ...others] = await redis.keys(`${prefix}*`)
  expect(others).toEqual([])
  expect(key.slice(prefix.length)).toMatch(/^[\w-]{43}$/)
  expect(await redis.get(key)).toBe('1')
  expect(await redis.ttl(key)).toBeGreaterThan(120)
})

test('redisNonceStore() is shared by those of the same prefix only', async () => {
  const { store, prefix } = createStore()
  expect(await store.claim('key', 'nonce', 125)).toBe(true)
  expect(await redisNonceStore(redis, { prefix }).claim('key', 'nonce', 125)).toBe(false)
  expect(await createStore().store.claim('key', 'nonce', 125)).toBe(true)
})
