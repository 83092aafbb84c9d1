import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import {
  IncompleteSearchError,
  SearchTimedOutError,
  SearchUnreachableError,
  SlowReaderError,
  UnreadableAnswerError,
} from './errors.ts'
import { type ForwardSearchOptions, forwardSearch } from './forward-search.ts'
import { connectOpenSearch, type OpenSearchConnectionOptions } from './opensearch-connection.ts'

type Behaviour = (request: IncomingMessage, response: ServerResponse) => unknown

/** A server that behaves as told, and a forwarder to it. */
async function cluster(behave: Behaviour, options: Partial<OpenSearchConnectionOptions> & ForwardSearchOptions = {}) {
  const server = createServer((request, response) => void behave(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const connection = connectOpenSearch({ url: `http://127.0.0.1:${port}`, ...options })
  const forwarder = forwardSearch(connection, options)
  const search = (signal = new AbortController().signal) =>
    forwarder.search({ alias: 'activities', body: '{"n":1.0}', signal })
  return {
    server,
    search,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
    },
  }
}

function textOf(body: Uint8Array | ReadableStream<Uint8Array>): Promise<string> {
  return new Response(body as ReadableStream<Uint8Array>).text()
}

const head = '{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"hits":['
const json = { 'content-type': 'application/json' }

test('forwardSearch() sends the text as it is, and no partial answers are wanted', async () => {
  const seen: unknown[] = []
  await using searched = await cluster(async (request, response) => {
    const body = (await request.toArray()).map(String).join('')
    seen.push([request.method, request.url, request.headers['content-type'], body])
    response.writeHead(200, json).end(`${head}]}}`)
  })
  const answer = await searched.search()
  expect(await textOf(answer.body)).toBe(`${head}]}}`)
  expect(seen).toEqual([
    [
      'POST',
      '/activities/_search?allow_partial_search_results=false&pre_filter_shard_size=1000000',
      'application/json',
      '{"n":1.0}',
    ],
  ])
})

test('forwardSearch() passes a long answer on while it comes', async () => {
  const rest = Promise.withResolvers<void>()
  await using searched = await cluster(async (_request, response) => {
    response.writeHead(200, json).write(`${head}"${'Ж'.repeat(100_000)}`)
    await rest.promise
    response.end('"]}}')
  })
  const reader = ((await searched.search()).body as ReadableStream<Uint8Array>).getReader()
  const chunks = [(await reader.read()).value as Uint8Array]
  rest.resolve()
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value)
  expect(Buffer.concat(chunks).toString()).toBe(`${head}"${'Ж'.repeat(100_000)}"]}}`)
})

test('forwardSearch() passes errors through', async () => {
  await using searched = await cluster((_request, response) =>
    response.writeHead(401, { 'content-type': 'text/plain' }).end('No'),
  )
  const { status, headers, body } = await searched.search()
  expect([status, headers['content-type'], await textOf(body)]).toEqual([401, 'text/plain', 'No'])
})

test.each([
  [head.replace('"failed":0', '"failed":1'), IncompleteSearchError],
  [head.replace('false', 'true'), IncompleteSearchError],
  ['<html>', UnreadableAnswerError],
  [head.replace('_shards', 'other'), UnreadableAnswerError],
])('forwardSearch() does not pass %s on', async (text, error) => {
  await using searched = await cluster((_request, response) => response.writeHead(200, json).end(text))
  await expect(searched.search()).rejects.toThrow(error)
})

test('forwardSearch() takes an answer that begins in another way once it is whole', async () => {
  const text = '{"hits": {"hits": []}, "_shards": {"total": 1, "failed": 0}, "timed_out": false}'
  await using searched = await cluster((_request, response) => response.writeHead(200, json).end(text))
  expect(await textOf((await searched.search()).body)).toBe(text)
})

test('forwardSearch() gives up on an answer of another shape that does not end', async () => {
  await using searched = await cluster((_request, response) => response.writeHead(200, json).write('x'.repeat(2_000)), {
    maxHeldBytes: 1_000,
    maxWholeBytes: 100,
  })
  await expect(searched.search()).rejects.toThrow(UnreadableAnswerError)
})

test.each([
  ['its beginning', 10],
  ['its middle', 200_000],
])('forwardSearch() fails an answer that is cut off in %s', async (_where, length) => {
  await using searched = await cluster((_request, response) => {
    response.writeHead(200, { ...json, 'content-length': 1_000_000 }).write(head + ' '.repeat(length))
    setImmediate(() => response.destroy())
  })
  const read = async () => await textOf((await searched.search()).body)
  await expect(read()).rejects.toThrow(SearchUnreachableError)
})

test('forwardSearch() reads a long answer no faster than its reader', async () => {
  let drained = 0
  const cutOff = Promise.withResolvers<void>()
  await using searched = await cluster(
    (_request, response) => {
      response.writeHead(200, json).write(`${head}"`)
      const write = () => {
        drained += 1
        if (drained < 1_000 && response.write('x'.repeat(65_536))) setImmediate(write)
      }
      response.on('drain', write).on('close', cutOff.resolve)
      write()
    },
    { readerTimeoutMs: 50 },
  )
  const { body } = await searched.search()
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  await reader.read()
  await cutOff.promise
  await expect(reader.read()).rejects.toThrow(SlowReaderError)
  expect(drained).toBeLessThan(1_000)
})

test('forwardSearch() says that nobody answers when the port is closed, and recovers', async () => {
  await using searched = await cluster((_request, response) => response.writeHead(200, json).end(`${head}]}}`))
  const { port } = searched.server.address() as AddressInfo
  searched.server.close()
  await expect(searched.search()).rejects.toThrow(SearchUnreachableError)
  await expect(searched.search()).rejects.toThrow(SearchUnreachableError)
  searched.server.listen(port, '127.0.0.1')
  await once(searched.server, 'listening')
  expect((await searched.search()).status).toBe(200)
})

test('forwardSearch() says that nobody answers when connections hang', async () => {
  await using searched = await cluster(() => {}, { probeAfterMs: 5, probeTimeoutMs: 20 })
  await expect(searched.search()).rejects.toThrow(SearchUnreachableError)
})

test('forwardSearch() waits for a slow search while OpenSearch answers otherwise', async () => {
  let probes = 0
  await using searched = await cluster(
    (request, response) => {
      if (request.method === 'HEAD') {
        probes += 1
        response.writeHead(401).end()
        if (probes === 3) release.resolve()
      } else void release.promise.then(() => response.writeHead(200, json).end(`${head}]}}`))
    },
    { probeAfterMs: 1 },
  )
  const release = Promise.withResolvers<void>()
  expect((await searched.search()).status).toBe(200)
  expect(probes).toBeGreaterThanOrEqual(3)
})

test('forwardSearch() gives up on a search that takes too long', async () => {
  await using searched = await cluster(
    (request, response) => {
      if (request.method === 'HEAD') response.end()
    },
    { timeoutMs: 30 },
  )
  await expect(searched.search()).rejects.toThrow(SearchTimedOutError)
})

test('forwardSearch() hangs up when the caller does, before the answer and in its middle', async () => {
  const closed: Promise<unknown>[] = []
  const arrived: (() => void)[] = []
  await using searched = await cluster((_request, response) => {
    closed.push(once(response, 'close'))
    if (closed.length === 2) response.writeHead(200, json).write(head + ' '.repeat(100_000))
    arrived.shift()?.()
  })
  const first = new AbortController()
  arrived.push(() => first.abort(new Error('gone')))
  await expect(searched.search(first.signal)).rejects.toThrow('gone')

  const second = new AbortController()
  const reader = ((await searched.search(second.signal)).body as ReadableStream<Uint8Array>).getReader()
  await reader.read()
  second.abort(new Error('gone'))
  await expect(reader.read()).rejects.toThrow('gone')
  expect(await Promise.all(closed)).toHaveLength(2)
})
