import { expect, test } from 'vitest'
import { NonceStoreError } from './errors.ts'
import { type RedisSet, redisNonceStore } from './redis-nonce-store.ts'

function recordingRedis(reply: unknown) {
  const commands: unknown[][] = []
  const redis: RedisSet = {
    set: async (...command) => {
      commands.push(command)
      return reply as 'OK' | null
    },
  }
  return { redis, commands }
}

test('redisNonceStore() sends SET key 1 EX ttl NX, the time to live in whole seconds rounded up', async () => {
  const { redis, commands } = recordingRedis('OK')
  const store = redisNonceStore(redis)
  expect(await store.claim('key', 'nonce', 124.2)).toBe(true)
  expect(await store.claim('key', 'nonce', 0)).toBe(true)
  const key = expect.stringMatching(/^hawk-nonce:[\w-]{43}$/)
  expect(commands).toEqual([
    [key, '1', 'EX', 125, 'NX'],
    [key, '1', 'EX', 1, 'NX'],
  ])
})

test('redisNonceStore() takes nil for a replay', async () => {
  expect(await redisNonceStore(recordingRedis(null).redis).claim('key', 'nonce', 125)).toBe(false)
})

test('redisNonceStore() rejects when the reply is neither OK nor nil', async () => {
  const claim = redisNonceStore(recordingRedis('QUEUED').redis).claim('key', 'nonce', 125)
  await expect(claim).rejects.toThrow(NonceStoreError)
})

test('redisNonceStore() passes a rejection on', async () => {
  const down = new Error('connection is closed')
  const redis: RedisSet = { set: () => Promise.reject(down) }
  await expect(redisNonceStore(redis).claim('key', 'nonce', 125)).rejects.toBe(down)
})
