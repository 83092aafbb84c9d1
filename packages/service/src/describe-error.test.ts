import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { describeError } from './describe-error.ts'

test('describeError() says in plain words that Redis is away', async () => {
  using redis = disposable(new Redis({ lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null }))
  const refusal = await redis.client.get('x').catch((error: unknown) => error)
  expect(describeError(refusal)).toBe('Redis is not reachable')
  expect(describeError(new Error('Connection is closed.'))).toBe('Redis is not reachable')
  expect(describeError(new Error('Command timed out'))).toBe('Redis does not answer in time')
})

test('describeError() leaves other messages as they are', () => {
  expect(describeError(new Error('status 500'))).toBe('status 500')
  expect(describeError(new TypeError())).toBe('TypeError')
  expect(describeError('odd')).toBe('odd')
})

function disposable(client: Redis) {
  return { client, [Symbol.dispose]: () => client.disconnect() }
}
