import { expect, test } from 'vitest'
import { testNonceStore } from '../test/nonce-store-contract.ts'
import { NonceStoreError } from './errors.ts'
import { type MemoryNonceStoreOptions, memoryNonceStore } from './memory-nonce-store.ts'

function createStore(options: MemoryNonceStoreOptions = {}) {
  let time = 1_700_000_000_000
  return {
    store: memoryNonceStore({ now: () => time, ...options }),
    advance: async (seconds: number) => {
      time += seconds * 1000
    },
  }
}

testNonceStore('memoryNonceStore()', createStore)

test('memoryNonceStore() that is full rejects new nonces and forgets none', async () => {
  const { store } = createStore({ maxNonces: 2 })
  await store.claim('key', '1', 125)
  await store.claim('key', '2', 125)
  await expect(store.claim('key', '3', 125)).rejects.toThrow(NonceStoreError)
  await expect(store.claim('key', '3', 125)).rejects.toMatchObject({ code: 'nonce_store_full', retryable: true })
  expect(await store.claim('key', '1', 125)).toBe(false)
  expect(await store.claim('key', '2', 125)).toBe(false)
})

test('memoryNonceStore() that is full makes room as soon as one nonce expires, whatever their order', async () => {
  const { store, advance } = createStore({ maxNonces: 3 })
  await store.claim('key', 'long', 100)
  await store.claim('key', 'short', 10)
  await store.claim('key', 'middle', 50)
  await advance(10)
  expect(await store.claim('key', 'new', 100)).toBe(true)
  expect(await store.claim('key', 'long', 100)).toBe(false)
  expect(await store.claim('key', 'middle', 100)).toBe(false)
  await expect(store.claim('key', 'newer', 100)).rejects.toThrow(NonceStoreError)
  await advance(40)
  expect(await store.claim('key', 'newer', 100)).toBe(true)
})
