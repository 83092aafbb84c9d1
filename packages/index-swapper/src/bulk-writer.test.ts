import { expect, test } from 'vitest'
import type { IndexOperation } from './bulk-body.ts'
import { createBulkWriter } from './bulk-writer.ts'
import type { ClusterResponse, SearchCluster } from './cluster.ts'
import { BulkExhaustedError, ClusterUnreachableError, FencedError } from './errors.ts'

const { signal } = new AbortController()
const operation = (id: string, bytes = 10): IndexOperation => ({
  alias: 'w',
  id,
  version: '1',
  source: Buffer.from(JSON.stringify({ pad: 'x'.repeat(bytes) })),
  origin: 'http://source/1',
})
const overloaded = { status: 429, error: { type: 'opensearch_rejected_execution_exception', reason: 'full' } }
const malformed = { status: 400, error: { type: 'mapper_parsing_exception', reason: 'no' } }

/** A cluster that answers each document by its id, and remembers which ids each request held. */
function scripted(answer: (id: string, request: number) => object | ClusterResponse | undefined) {
  const requests: string[][] = []
  const cluster: SearchCluster = async ({ body }) => {
    const ids = [
      ...Buffer.from(body as Uint8Array)
        .toString()
        .matchAll(/"_id":"([^"]*)"/g),
    ].map((match) => match[1] ?? '')
    requests.push(ids)
    const answers = ids.map((id) => answer(id, requests.length))
    const whole = answers.find((item) => item && 'body' in item) as ClusterResponse | undefined
    return whole ?? { status: 200, body: { items: answers.map((index) => ({ index: index ?? { status: 201 } })) } }
  }
  return { cluster, requests }
}

function writerOf(
  cluster: SearchCluster,
  options: { batchBytes?: number; maxInFlight?: number; maxAttempts?: number } = {},
) {
  const rejected: string[] = []
  const waits: number[] = []
  const writer = createBulkWriter(cluster, {
    signal,
    onRejected: ({ operation: { id } }) => rejected.push(id),
    sleep: async (ms) => {
      waits.push(ms)
    },
    random: () => 1,
    ...options,
  })
  return { writer, rejected, waits }
}

test('createBulkWriter() sends again only the items that the cluster could not take', async () => {
  const { cluster, requests } = scripted((id, request) => (id === 'b' && request < 3 ? overloaded : undefined))
  const { writer, waits } = writerOf(cluster)
  await writer.add([operation('a'), operation('b'), operation('c')])
  expect(await writer.flush()).toEqual({ indexed: 3, superseded: 0, rejected: 0 })
  expect(requests).toEqual([['a', 'b', 'c'], ['b'], ['b']])
  expect(waits).toEqual([400, 800])
})

test('createBulkWriter() leaves out a document that the cluster will never take, and goes on', async () => {
  const { cluster } = scripted((id) => (id === 'b' ? malformed : undefined))
  const { writer, rejected } = writerOf(cluster)
  await writer.add([operation('a'), operation('b'), operation('c')])
  expect(await writer.flush()).toEqual({ indexed: 2, superseded: 0, rejected: 1 })
  expect(rejected).toEqual(['b'])
})

test('createBulkWriter() finds the one document for which the cluster refuses a whole request', async () => {
  const whole = { status: 413, body: undefined }
  const { cluster } = scripted((id) => (id === 'd' ? whole : undefined))
  const { writer, rejected } = writerOf(cluster)
  await writer.add(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => operation(id)))
  expect(await writer.flush()).toEqual({ indexed: 6, superseded: 0, rejected: 1 })
  expect(rejected).toEqual(['d'])
})

test('createBulkWriter() sends everything again after an answer with too few items', async () => {
  const short = { status: 200, body: { items: [{ index: { status: 201 } }] } }
  const { cluster, requests } = scripted((_, request) => (request === 1 ? short : undefined))
  const { writer } = writerOf(cluster)
  await writer.add([operation('a'), operation('b')])
  expect(await writer.flush()).toEqual({ indexed: 2, superseded: 0, rejected: 0 })
  expect(requests).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
})

test('createBulkWriter() outlives a cluster that is away for a while', async () => {
  let tries = 0
  const { cluster } = scripted(() => undefined)
  const flaky: SearchCluster = async (request, options) => {
    tries += 1
    if (tries < 3) throw new ClusterUnreachableError(request, 'connection refused')
    return await cluster(request, options)
  }
  const { writer } = writerOf(flaky)
  await writer.add([operation('a')])
  expect(await writer.flush()).toMatchObject({ indexed: 1 })
})

test('createBulkWriter() gives up after its attempts with BulkExhaustedError', async () => {
  const { cluster, requests } = scripted(() => overloaded)
  const { writer } = writerOf(cluster, { maxAttempts: 3 })
  await writer.add([operation('a')])
  await expect(writer.flush()).rejects.toThrow(BulkExhaustedError)
  expect(requests).toHaveLength(3)
})

test('createBulkWriter() stops at once when its write alias is gone [I3]', async () => {
  const { cluster, requests } = scripted(() => ({
    status: 404,
    error: { type: 'index_not_found_exception', reason: 'no' },
  }))
  const { writer } = writerOf(cluster)
  await writer.add([operation('a')])
  await expect(writer.flush()).rejects.toThrow(FencedError)
  await expect(writer.add([operation('b')])).rejects.toThrow(FencedError)
  expect(requests).toHaveLength(1)
})

test('createBulkWriter() cuts batches by bytes and keeps few in flight', async () => {
  let inFlight = 0
  let most = 0
  const { cluster, requests } = scripted(() => undefined)
  const slow: SearchCluster = async (request, options) => {
    inFlight += 1
    most = Math.max(most, inFlight)
    await new Promise((resolve) => setImmediate(resolve))
    inFlight -= 1
    return await cluster(request, options)
  }
  const { writer } = writerOf(slow, { batchBytes: 5_000, maxInFlight: 2 })
  await writer.add(Array.from({ length: 40 }, (_, n) => operation(`${n}`, 1_000)))
  expect(await writer.flush()).toMatchObject({ indexed: 40 })
  expect(requests.every((ids) => ids.length <= 5)).toBe(true)
  expect(most).toBe(2)
})
