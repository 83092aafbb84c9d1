import { NonceStoreError } from './errors.ts'
import { nonceKey } from './nonce-key.ts'
import type { NonceStore } from './nonce-store.ts'

export interface MemoryNonceStoreOptions {
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number
  /**
   * Most nonces held at once; about 150 bytes each. Default: 250,000, which is 2,000 requests a second at the
   * verifier's default time to live.
   */
  readonly maxNonces?: number
}

/**
 * Nonces in this process's memory: for one process, and for tests. A second process, or a restart, knows none of them.
 *
 * When full of unexpired nonces, `claim()` rejects with a `NonceStoreError`: forgetting one would let its request in again.
 */
export function memoryNonceStore({ now = Date.now, maxNonces = 250_000 }: MemoryNonceStoreOptions = {}): NonceStore {
  const expiries = new Map<string, number>()
  let earliestExpiry = Number.POSITIVE_INFINITY

  const forgetExpired = (time: number): void => {
    earliestExpiry = Number.POSITIVE_INFINITY
    for (const [key, expiry] of expiries) {
      if (expiry <= time) expiries.delete(key)
      else earliestExpiry = Math.min(earliestExpiry, expiry)
    }
  }

  return {
    async claim(keyId, nonce, ttlSeconds) {
      const time = now()
      const key = nonceKey(keyId, nonce)
      const known = expiries.get(key)
      if (known !== undefined && known > time) return false

      if (known === undefined && expiries.size >= maxNonces) {
        if (earliestExpiry <= time) forgetExpired(time)
        if (expiries.size >= maxNonces) {
          throw new NonceStoreError('nonce_store_full', `${maxNonces} are held; raise maxNonces or use Redis`)
        }
      }
      const expiry = time + ttlSeconds * 1000
      expiries.set(key, expiry)
      earliestExpiry = Math.min(earliestExpiry, expiry)
      return true
    },
  }
}
