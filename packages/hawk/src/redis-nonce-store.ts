import { NonceStoreError } from './errors.ts'
import { nonceKey } from './nonce-key.ts'
import type { NonceStore } from './nonce-store.ts'

/** The one command that is used; an `ioredis` client fits as it is. */
export interface RedisSet {
  set(key: string, value: string, ex: 'EX', seconds: number, nx: 'NX'): Promise<'OK' | null>
}

export interface RedisNonceStoreOptions {
  /** What every key begins with. Default: `hawk-nonce:`. */
  readonly prefix?: string
}

/**
 * Nonces in Redis, shared by every process that uses the same server and prefix: `SET key 1 EX ttl NX`, one key of
 * fixed length a nonce. A rejection of the client is passed on.
 *
 * Redis must not evict these keys (`maxmemory-policy noeviction`, or a `volatile` policy with room enough).
 */
export function redisNonceStore(redis: RedisSet, { prefix = 'hawk-nonce:' }: RedisNonceStoreOptions = {}): NonceStore {
  return {
    async claim(keyId, nonce, ttlSeconds) {
      // EX takes whole seconds: never shorter than asked
      const seconds = Math.max(1, Math.ceil(ttlSeconds))
      const reply = await redis.set(prefix + nonceKey(keyId, nonce), '1', 'EX', seconds, 'NX')
      if (reply === 'OK') return true
      if (reply === null) return false
      throw new NonceStoreError('nonce_store_reply', 'Redis answered SET with neither OK nor nil')
    },
  }
}
