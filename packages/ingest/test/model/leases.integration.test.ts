import { connectRedis, createLogger } from '@as/service'
import { afterAll, describe, inject } from 'vitest'
import { redisLeases } from '../../src/redis.ts'
import { leasesContract } from './leases-contract.ts'

const logger = createLogger({ application: 'test', write: () => undefined })
const redis = await connectRedis(inject('redisUrl'), logger)
afterAll(() => redis[Symbol.dispose]())

const down = async () => {
  throw new Error('connection refused')
}
const keyOf = (feed: string) => `feed-lease:${feed}`

describe('Redis', () => {
  leasesContract({
    leasesOf: (holder, { ttlMs, isDown }) =>
      redisLeases(isDown ? { eval: down } : redis.client, { holder, ttlMs, pollMs: 10 }),
    holderOf: async (feed) => (await redis.client.get(keyOf(feed))) ?? undefined,
    async give(feed, holder) {
      await redis.client.set(keyOf(feed), holder)
    },
    async forget(feed) {
      await redis.client.del(keyOf(feed))
    },
  })
})
