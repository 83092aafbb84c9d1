import { expect, test } from 'vitest'
import type { SearchCluster } from './cluster.ts'
import { formatIndexName } from './index-name.ts'
import { createLenientIndex } from './lenient-index.ts'

const { signal } = new AbortController()
const beside = formatIndexName({ alias: 'a', family: 'f', openedAt: 1, batchId: 'abcd1234' })

/** Tells that an index holds some documents, and counts how often it is asked. */
function holding(ids: readonly string[], total = ids.length) {
  let searches = 0
  const cluster: SearchCluster = async ({ path, body }, { signal: asked }) => {
    asked.throwIfAborted()
    if (path.startsWith('/_bulk')) {
      const lines = Buffer.from(body as Uint8Array)
        .toString()
        .trimEnd()
        .split('\n')
      return { status: 200, body: { items: lines.map(() => ({ delete: { status: 404 } })) } }
    }
    if (path.endsWith('/_refresh')) return { status: 200, body: { _shards: { failed: 0 } } }
    searches += 1
    await new Promise((resolve) => setImmediate(resolve))
    asked.throwIfAborted()
    return { status: 200, body: { hits: { total: { value: total }, hits: ids.map((_id) => ({ _id })) } } }
  }
  return { cluster, searches: () => searches }
}

test('createLenientIndex() learns once, for all who ask, which ids are in an index that is there [I10]', async () => {
  const { cluster, searches } = holding(['a', 'b'])
  const lenient = createLenientIndex({ beside, token: 1, exists: true })
  await Promise.all([lenient.learn(cluster, signal), lenient.learn(cluster, signal)])
  await lenient.learn(cluster, signal)
  expect(searches()).toBe(1)
  lenient.expect('c')
  expect(['a', 'b', 'c', 'd'].map((id) => lenient.mayHold(id))).toEqual([true, true, true, false])
})

test('createLenientIndex() takes any id to be in an index of too many to know [I10]', async () => {
  const lenient = createLenientIndex({ beside, token: 1, exists: true })
  await lenient.learn(holding(['a'], 20_000).cluster, signal)
  expect(lenient.mayHold('z')).toBe(true)
  const filled = createLenientIndex({ beside, token: 1, exists: true })
  await filled.learn(holding([]).cluster, signal)
  for (let n = 0; n < 10_000; n += 1) filled.expect(`${n}`)
  expect(filled.mayHold('z')).toBe(false)
  filled.expect('one more')
  expect(filled.mayHold('z')).toBe(true)
})

test('createLenientIndex() starts anew for others where the first to ask is told to stop', async () => {
  const { cluster } = holding(['a'])
  const lenient = createLenientIndex({ beside, token: 1, exists: true })
  const stop = new AbortController()
  const [first, second] = [lenient.learn(cluster, stop.signal), lenient.learn(cluster, signal)]
  stop.abort(new Error('stopped'))
  await expect(first).rejects.toThrow('stopped')
  await second
  expect(lenient.mayHold('a')).toBe(true)
})

test('createLenientIndex() asks the cluster for nothing where there is no such index', async () => {
  const lenient = createLenientIndex({ beside, token: 1, exists: false })
  const none: SearchCluster = () => Promise.reject(new Error('asked'))
  await lenient.learn(none, signal)
  lenient.expect('a')
  expect([lenient.exists, lenient.mayHold('a')]).toEqual([false, false])
})
