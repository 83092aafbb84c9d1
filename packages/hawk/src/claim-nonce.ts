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
export async function claimNonce(store: NonceStore, claim: NonceClaim): Promise<ClaimOutcome> {
  const { keyId, nonce, ttlSeconds, timeoutMs } = claim
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    const error = () => new NonceStoreError('nonce_store_timeout', `no answer of the store within ${timeoutMs} ms`)
    timer = setTimeout(() => reject(error()), timeoutMs)
  })
  try {
    const isNew = await Promise.race([store.claim(keyId, nonce, ttlSeconds), timeout])
    // only `true` lets in: a store without types could answer anything
    return isNew === true ? { type: 'claimed' } : { type: 'replayed' }
  } catch (cause) {
    return { type: 'unknown', cause }
  } finally {
    clearTimeout(timer)
  }
}
