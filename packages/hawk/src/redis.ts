export { NonceStoreError } from './errors.ts'
export { type RedisNonceStoreOptions, type RedisSet, redisNonceStore } from './redis-nonce-store.ts'
