import { NonceStoreError } from './errors.ts'
import type { NonceStore } from './nonce-store.ts'

export interface NonceClaim {
  readonly keyId: string
  readonly nonce: string
  readonly ttlSeconds: number
  /** How long to wait for the store. */
  readonly timeoutMs: number
}

/** What became of a claim. `unknown`: the store failed, or did not answer in time. */
export type ClaimOutcome = { type: 'claimed' } | { type: 'replayed' } | { type: 'unknown'; cause: unknown }

/** Claims a nonce within a time limit. Never rejects. */
export function claimNonce(store: NonceStore, claim: NonceClaim): Promise<ClaimOutcome> {
  const { keyId, nonce, ttlSeconds, timeoutMs } = claim
  return new Promise((resolve) => {
    const end = (outcome: ClaimOutcome): void => {
      clearTimeout(timer)
      resolve(outcome)
    }
    const timer = setTimeout(() => {
      const cause = new NonceStoreError('nonce_store_timeout', `no answer of the store within ${timeoutMs} ms`)
      end({ type: 'unknown', cause })
    }, timeoutMs)
    const fail = (cause: unknown): void => end({ type: 'unknown', cause })
    try {
      // only `true` lets in: a store without types could answer anything
      store
        .claim(keyId, nonce, ttlSeconds)
        .then((isNew) => end({ type: isNew === true ? 'claimed' : 'replayed' }), fail)
    } catch (cause) {
      fail(cause)
    }
  })
}
