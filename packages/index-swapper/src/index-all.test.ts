import { expect, test } from 'vitest'
import type { IndexOperation } from './bulk-action.ts'
import type { SearchCluster } from './cluster.ts'
import { FencedError } from './errors.ts'
import { indexAll } from './index-all.ts'

const { signal } = new AbortController()
const onRejected = () => undefined
const source = Buffer.from(JSON.stringify({ pad: 'x'.repeat(900) }))

/** A cluster that gives every document of a request this answer, when it is let. */
function clusterOf(item: object, permission: Promise<void> = Promise.resolve()): SearchCluster {
  return async ({ body }) => {
    const items = [
      ...Buffer.from(body as Uint8Array)
        .toString()
        .matchAll(/"_id":/g),
    ].map(() => ({ index: item }))
    await permission
    return { status: 200, body: { items } }
  }
}

/** A hundred documents, and how many of them were asked for. */
function hundred() {
  const all = Array.from({ length: 100 }, (_, n) => ({
    alias: 'aW__1',
    id: `${n}`,
    version: '1',
    source,
    origin: 'here',
  }))
  const asked = { count: 0 }
  async function* operations(): AsyncGenerator<IndexOperation> {
    for (const operation of all) {
      asked.count += 1
      yield operation
    }
  }
  return { all, asked, operations }
}

test('indexAll() indexes what an iterable gives, asynchronous or not', async () => {
  const { all, operations } = hundred()
  const cluster = clusterOf({ status: 201 })
  const totals = { indexed: 100, superseded: 0, rejected: 0 }
  expect(await indexAll(cluster, operations(), { signal, onRejected })).toEqual(totals)
  expect(await indexAll(cluster, all, { signal, onRejected })).toEqual(totals)
})

test('indexAll() asks for no more than there is room for [W4]', async () => {
  const { asked, operations } = hundred()
  const { promise, resolve } = Promise.withResolvers<void>()
  const indexing = indexAll(clusterOf({ status: 201 }, promise), operations(), {
    signal,
    onRejected,
    batchBytes: 5_000,
    maxInFlight: 2,
  })
  await new Promise((done) => setTimeout(done, 20))
  expect(asked.count).toBeGreaterThan(5)
  expect(asked.count).toBeLessThan(30)
  resolve()
  expect(await indexing).toMatchObject({ indexed: 100 })
})

test('indexAll() ends with what ends the writing, and with what the iterable throws', async () => {
  const gone = { status: 404, error: { type: 'index_not_found_exception', reason: 'no such index' } }
  const { asked, operations } = hundred()
  await expect(indexAll(clusterOf(gone), operations(), { signal, onRejected, batchBytes: 2_000 })).rejects.toThrow(
    FencedError,
  )
  expect(asked.count).toBeLessThan(100)
  const broken = async function* (): AsyncGenerator<IndexOperation> {
    yield* operations()
    throw new Error('the source broke')
  }
  await expect(indexAll(clusterOf({ status: 201 }), broken(), { signal, onRejected })).rejects.toThrow(
    'the source broke',
  )
})
