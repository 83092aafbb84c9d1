export {
  createHawkVerifier,
  type HawkRefusal,
  type HawkRequest,
  type HawkVerification,
  type HawkVerifierOptions,
} from './create-hawk-verifier.ts'
export { HawkError, type HawkErrorCode, NonceStoreError } from './errors.ts'
export { type MemoryNonceStoreOptions, memoryNonceStore } from './memory-nonce-store.ts'
export type { NonceStore } from './nonce-store.ts'
export type { HawkAnswer } from './sign-answer.ts'
