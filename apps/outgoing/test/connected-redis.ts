import { connectRedis, createLogger, type RedisConnection } from '@as/service'
import { inject } from 'vitest'

/** A connection of its own to the tests' Redis. */
export function connectedRedis(): Promise<RedisConnection> {
  return connectRedis(inject('redisUrl'), createLogger({ application: 'test', write: () => undefined }))
}
