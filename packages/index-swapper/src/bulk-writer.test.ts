import { expect, test } from 'vitest'
import type { IndexOperation } from './bulk-action.ts'
import { createBulkLimit } from './bulk-limit.ts'
import { type BulkWriterOptions, createBulkWriter } from './bulk-writer.ts'
import type { ClusterResponse, SearchCluster } from './cluster.ts'
import { BulkExhaustedError, ClusterRefusedError, ClusterUnreachableError, FencedError } from './errors.ts'

const { signal } = new AbortController()
const operation = (id: string, bytes = 10): IndexOperation => ({
  alias: 'w',
  id,
  version: '1',
  source: Buffer.from(JSON.stringify({ pad: 'x'.repeat(bytes) })),
  origin: 'http://source/1',
})
const overloaded = { status: 429, error: { type: 'opensearch_rejected_execution_exception', reason: 'full' } }
const disk = (stage: string) => ({ type: 'cluster_block_exception', reason: `index [a] blocked by: [${stage}];` })
const flooded = { status: 429, error: disk('TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark') }
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

function writerOf(cluster: SearchCluster, options: Partial<BulkWriterOptions> = {}) {
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

test('createBulkWriter() sends again only the items that the cluster could not take [W1]', async () => {
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

test('createBulkWriter() sends everything again after an answer with too few items [W1]', async () => {
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

test('createBulkWriter() gives up after a time with BulkExhaustedError', async () => {
  const { cluster, requests } = scripted(() => overloaded)
  const { writer } = writerOf(cluster, { retryForMs: 1_000 })
  await writer.add([operation('a')])
  await expect(writer.flush()).rejects.toThrow(BulkExhaustedError)
  // after 400 and 800 ms
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

test('createBulkWriter() asks for the size of a batch again and again', async () => {
  const { cluster, requests } = scripted(() => undefined)
  let batchBytes = 2_000
  const { writer } = writerOf(cluster, { batchBytes: () => batchBytes, maxInFlight: 1 })
  const operations = Array.from({ length: 12 }, (_, n) => operation(`${n}`, 1_000))
  await writer.add(operations.slice(0, 4))
  batchBytes = 4_000
  await writer.add(operations.slice(4))
  expect(await writer.flush()).toMatchObject({ indexed: 12 })
  expect(requests.map((ids) => ids.length)).toEqual([2, 2, 4, 4])
})

test('createBulkWriter() waits for a full disk as long as it takes, and says so once each time [W3]', async () => {
  const { cluster } = scripted((id, request) => (request <= 20 || (id === 'b' && request < 30) ? flooded : undefined))
  const floods: string[] = []
  const retries: boolean[] = []
  const { writer, waits } = writerOf(cluster, {
    retryForMs: 1,
    onDiskFull: async () => {
      floods.push('once')
      throw new Error('nothing could be deleted')
    },
    onRetry: ({ disk }) => retries.push(disk),
  })
  await writer.add([operation('a')])
  await writer.flush()
  expect([floods.length, retries.length, retries.every(Boolean)]).toEqual([1, 20, true])
  expect(Math.max(...waits)).toBe(30_000)
  await writer.add([operation('b')])
  expect(await writer.flush()).toEqual({ indexed: 2, superseded: 0, rejected: 0 })
  expect(floods).toHaveLength(2)
})

test('createBulkWriter() stops waiting for a full disk when it is told to', async () => {
  const stop = new AbortController()
  const { cluster } = scripted(() => flooded)
  const sleep = async (_: number, asked: AbortSignal) => {
    stop.abort(new Error('stopped'))
    asked.throwIfAborted()
  }
  const { writer } = writerOf(cluster, { signal: stop.signal, sleep })
  await writer.add([operation('a')])
  await expect(writer.flush()).rejects.toThrow('stopped')
})

test('createBulkWriter() sends fewer requests at once to a cluster that is overloaded, and more again [W2]', async () => {
  let inFlight = 0
  let most = 0
  const peaks: number[] = []
  const { cluster } = scripted((_, request) => (request > 20 && request <= 40 ? overloaded : undefined))
  const slow: SearchCluster = async (request, options) => {
    inFlight += 1
    most = Math.max(most, inFlight)
    await new Promise((resolve) => setImmediate(resolve))
    const answer = await cluster(request, options)
    inFlight -= 1
    return answer
  }
  const limit = createBulkLimit({ max: 4 })
  const { writer } = writerOf(slow, {
    batchBytes: 100,
    maxInFlight: 8,
    limit,
    onRetry: () => peaks.push(limit.current),
  })
  for (let n = 0; n < 100; n += 1) await writer.add([operation(`${n}`, 100)])
  expect(await writer.flush()).toMatchObject({ indexed: 100 })
  expect(most).toBe(4)
  expect(Math.min(...peaks)).toBe(1)
  expect(limit.current).toBe(4)
})

test('createBulkWriter() rejects what would spoil a whole request before it is sent [W5]', async () => {
  const { cluster, requests } = scripted(() => undefined)
  const { writer, rejected } = writerOf(cluster, { maxRequestBytes: 1_000 })
  const broken = { ...operation('broken'), source: Buffer.from('{\n}') }
  const bad = [operation('x'.repeat(513)), operation('big', 1_000), broken]
  await writer.add([operation('a'), ...bad, operation('b')])
  expect(await writer.flush()).toEqual({ indexed: 2, superseded: 0, rejected: 3 })
  expect(requests).toEqual([['a', 'b']])
  expect(rejected).toEqual(bad.map(({ id }) => id))
})

test('createBulkWriter() sends a large document alone, with nothing else on its way [W4]', async () => {
  const alone: [string[], number][] = []
  let inFlight = 0
  const { cluster, requests } = scripted(() => undefined)
  const slow: SearchCluster = async (request, options) => {
    inFlight += 1
    const answer = await cluster(request, options)
    const ids = requests.at(-1) ?? []
    if (ids.some((id) => id.startsWith('large'))) alone.push([ids, inFlight])
    await new Promise((resolve) => setImmediate(resolve))
    inFlight -= 1
    return answer
  }
  const { writer } = writerOf(slow, { batchBytes: 1_000 })
  const sizes: [string, number][] = [
    ['a', 500],
    ['large1', 20_000],
    ['large2', 20_000],
    ['b', 500],
  ]
  await writer.add(sizes.map(([id, bytes]) => operation(id, bytes)))
  expect(await writer.flush()).toMatchObject({ indexed: 4 })
  expect(alone).toEqual([
    [['large1'], 1],
    [['large2'], 1],
  ])
})

test('createBulkWriter() leaves out a document for which the cluster can never have the memory [W5]', async () => {
  const pressure = 'coordinating_operation_bytes=62914801, max_coordinating_and_primary_bytes=51897958'
  const tooLarge = { status: 429, body: { error: { type: 'rejected_execution_exception', reason: `[${pressure}]` } } }
  const breaker = 'larger than the limit of [100/100b], real usage: [1/1b], new bytes reserved: [200/200b]'
  const broken = { status: 429, body: { error: { type: 'circuit_breaking_exception', reason: breaker } } }
  const { cluster } = scripted((id) => ({ b: tooLarge, c: broken })[id])
  const { writer, rejected } = writerOf(cluster)
  await writer.add(['a', 'b', 'c', 'd'].map((id) => operation(id)))
  expect(await writer.flush()).toEqual({ indexed: 2, superseded: 0, rejected: 2 })
  expect(rejected).toEqual(['b', 'c'])
})

test('createBulkWriter() leaves out a large document that the cluster has had no memory for in all its time [W5]', async () => {
  const { cluster } = scripted((id) => (id === 'large' ? overloaded : undefined))
  const { writer, rejected } = writerOf(cluster, { batchBytes: 1_000, retryForMs: 5_000 })
  await writer.add([operation('a'), operation('large', 2_000), operation('b')])
  expect(await writer.flush()).toEqual({ indexed: 2, superseded: 0, rejected: 1 })
  expect(rejected).toEqual(['large'])
})

test('createBulkWriter() ends at once where it is not allowed to write', async () => {
  const denied = { status: 403, body: { error: { type: 'security_exception', reason: 'no permissions' } } }
  const { cluster, requests } = scripted(() => denied)
  const { writer } = writerOf(cluster)
  await writer.add([operation('a')])
  await expect(writer.flush()).rejects.toThrow(ClusterRefusedError)
  expect(requests).toHaveLength(1)
})

test('createBulkWriter() ends the requests that are under way when one has failed', async () => {
  let asked: AbortSignal | undefined
  const cluster: SearchCluster = async (request, { signal: given }) => {
    const isFirst = Buffer.from(request.body as Uint8Array).includes('"first"')
    if (!isFirst) return { status: 200, body: { items: [{ index: { status: 404, error: overloaded.error } }] } }
    asked = given
    return await new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason as Error)))
  }
  const { writer } = writerOf(cluster, { batchBytes: 100 })
  await writer.add([operation('first', 100), operation('second', 100)])
  await expect(writer.flush()).rejects.toThrow(FencedError)
  expect(asked?.aborted).toBe(true)
})

test('createBulkWriter() writes a body over another only once that one has been answered in full', async () => {
  const broken: (() => ClusterResponse)[] = [
    () => {
      throw new ClusterUnreachableError({ method: 'POST', path: '/_bulk' }, 'no answer in time')
    },
    () => ({ status: 200, body: { items: [] } }),
    () => ({ status: 503, body: undefined }),
  ]
  const { cluster } = scripted(() => undefined)
  const sent: { body: Uint8Array; copy: Buffer }[] = []
  const flaky: SearchCluster = async (request, options) => {
    const body = request.body as Uint8Array
    sent.push({ body, copy: Buffer.from(body) })
    return broken[sent.length - 1]?.() ?? (await cluster(request, options))
  }
  const { writer } = writerOf(flaky)
  for (const id of ['a', 'b', 'c']) {
    await writer.add([operation(id)])
    await writer.flush()
  }
  // the cluster may still be reading the first three times, whose answers said nothing
  expect(sent.slice(0, 4).every(({ body, copy }) => copy.equals(body))).toBe(true)
  const memory = sent.map(({ body }) => body.buffer)
  expect(memory.slice(4).includes(memory[0] as ArrayBuffer)).toBe(false)
  // 'b' was answered in full the first time
  expect(memory[5]).toBe(memory[4])
})

test('createBulkWriter() sends each write alias its own requests while there is much, and the last in one', async () => {
  const { cluster, requests } = scripted(() => undefined)
  const paths: string[] = []
  const watched: SearchCluster = async (request, options) => {
    paths.push(request.path.split('?')[0] ?? '')
    return await cluster(request, options)
  }
  const { writer } = writerOf(watched, { batchBytes: 3_000 })
  for (let n = 0; n < 3; n += 1) {
    await writer.add([
      { ...operation(`a${n}`, 800), alias: 'aW__1' },
      { ...operation(`b${n}`, 500), alias: 'bW__1' },
    ])
  }
  await writer.add([{ ...operation('a3', 800), alias: 'aW__1' }])
  expect(await writer.flush()).toMatchObject({ indexed: 7 })
  expect(paths).toEqual(['/aW__1/_bulk', '/_bulk'])
  expect(requests).toEqual([
    ['a0', 'a1', 'a2'],
    ['b0', 'b1', 'b2', 'a3'],
  ])
})

test('createBulkWriter() has what it writes refreshed by the same requests, where it is told to [W6]', async () => {
  const { cluster } = scripted((id, request) => (id === 'b' && request === 1 ? overloaded : undefined))
  const refreshed: boolean[] = []
  const watched: SearchCluster = async (request, options) => {
    refreshed.push(new URLSearchParams(request.path.split('?')[1]).get('refresh') === 'true')
    return await cluster(request, options)
  }
  for (const options of [{ refresh: true }, {}]) {
    const { writer } = writerOf(watched, options)
    await writer.add([operation('a'), operation('b')])
    await writer.flush()
  }
  expect(refreshed).toEqual([true, true, false])
})
