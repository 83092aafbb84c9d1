import { once } from 'node:events'
import { connect } from 'node:net'
import { memoryNonceStore } from '@as/hawk/server'
import { getRequestListener } from '@hono/node-server'
import { expect, test } from 'vitest'
import { createQueryProxy, type QueryProxyEvent, type QueryProxyOptions } from '../src/index.ts'
import { callProxy, consumer, serveListener, serveProxy } from './serve-proxy.ts'

const found = '{"took":1,"timed_out":false,"_shards":{"total":1,"failed":0},"hits":{"hits":[]}}'

function proxy(options: Partial<QueryProxyOptions> = {}) {
  const bodies: string[] = []
  const stream = (): ReadableStream<Uint8Array> => new Response(found).body as ReadableStream<Uint8Array>
  const app = createQueryProxy({
    keys: [{ ...consumer, permissions: { activities: [{ type: 'all' }] } }],
    allowedAddresses: ['10.0.0.0/8'],
    nonces: memoryNonceStore(),
    forwarder: {
      async search({ body }) {
        bodies.push(body)
        return { status: 200, headers: {}, body: stream() }
      },
      root: async () => ({ status: 200, headers: {}, body: stream() }),
    },
    health: { isUp: async () => true, feeds: async () => [] },
    metrics: async () => '',
    ...options,
  })
  return { app, bodies }
}

const path = '/v3/activities/_search'

test('a GET with a body is verified and searched with, byte for byte', async () => {
  const { app, bodies } = proxy()
  await using server = await serveProxy(app)
  const body = '{"query": {"term": {"name": "Ж\\u0416"}}, "n": 1.0}\n'
  expect(await callProxy(server, { method: 'GET', path, body })).toMatchObject({ status: 200, text: found })
  expect(await callProxy(server, { method: 'GET', path: '/v2/activities', body })).toMatchObject({ status: 200 })
  expect(bodies).toEqual([body, body])
})

test("a GET with a body is verified and searched with also where Hono's adaptor serves the app", async () => {
  const { app, bodies } = proxy()
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  await using server = await serveListener((incoming, outgoing) => void listener(incoming, outgoing))
  const query = `${path}?b=%7e`
  expect(await callProxy(server, { method: 'GET', path: query, body: '{"n": 1.0}' })).toMatchObject({
    status: 200,
    text: found,
    headers: { server: 'activity-stream' },
  })
  expect(await callProxy(server, { method: 'HEAD', path })).toMatchObject({ status: 200, text: '' })
  expect(await callProxy(server, { method: 'DELETE', path })).toMatchObject({
    status: 405,
    headers: { allow: 'GET, HEAD, POST' },
  })
  expect(bodies).toEqual(['{"n": 1.0}', '{}'])
})

test('a GET whose body is not the signed one is refused', async () => {
  const { app, bodies } = proxy()
  await using server = await serveProxy(app)
  expect(await callProxy(server, { method: 'GET', path, body: '{}', sentBody: '{ }' })).toMatchObject({ status: 401 })
  expect(bodies).toEqual([])
})

test('a GET with a chunked body is read as well', async () => {
  const { app, bodies } = proxy()
  await using server = await serveProxy(app)
  const headers = { 'content-length': undefined, 'transfer-encoding': 'chunked' }
  expect(await callProxy(server, { method: 'GET', path, body: '{"size":0}', headers })).toMatchObject({ status: 200 })
  expect(bodies).toEqual(['{"size":0}'])
})

test('an empty Content-Type is not an absent one', async () => {
  const { app, bodies } = proxy()
  await using server = await serveProxy(app)
  const empty = { method: 'GET', path, contentType: '' }
  expect(await callProxy(server, empty)).toMatchObject({ status: 200 })
  expect(await callProxy(server, { ...empty, headers: { 'content-type': undefined } })).toMatchObject({
    status: 401,
    text: '{"details": "Content-Type header was not set. It must be set for authentication, even if as the empty string."}',
  })
  expect(bodies).toEqual(['{}'])
})

test('path and query are verified as they were sent', async () => {
  const { app } = proxy()
  await using server = await serveProxy(app)
  expect(await callProxy(server, { method: 'GET', path: `${path}?b=%7e%20+%C3%A9&a=|;/?&&` })).toMatchObject({
    status: 200,
  })
})

test('dot segments are not resolved', async () => {
  const { app } = proxy()
  await using server = await serveProxy(app)
  const raw = await exchange(
    server.port,
    'GET /checks/../v3/activities/_search HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  )
  expect(raw).toContain(' 404 ')
  const below = await exchange(server.port, 'GET /v3/../checks/p1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  expect(below).toContain(' 401 ')
})

test('the absolute form of a target is its path', async () => {
  const { app } = proxy()
  await using server = await serveProxy(app)
  const raw = await exchange(server.port, 'GET http://a/checks/p1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  expect(raw).toContain('__UP__')
})

test('several X-Forwarded-For headers are one list', async () => {
  const { app } = proxy()
  await using server = await serveProxy(app)
  const head = 'GET /v3/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n'
  const right = await exchange(
    server.port,
    `${head}X-Forwarded-For: 1.1.1.1, 10.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n\r\n`,
  )
  expect(right).toContain('The X-Forwarded-Proto header was not set.')
  const wrong = await exchange(
    server.port,
    `${head}X-Forwarded-For: 10.1.1.1\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2\r\n\r\n`,
  )
  expect(wrong).toContain('Incorrect authentication credentials.')
})

test('a body over 1 MiB is answered 413, announced or chunked, by GET or POST', async () => {
  const { app, bodies } = proxy()
  await using server = await serveProxy(app)
  const body = ' '.repeat(3_000_000)
  const text = '{"details": "Maximum request body size 1048576 exceeded, actual body size 3000000"}'
  const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' }
  for (const method of ['GET', 'POST']) {
    expect(await callProxy(server, { method, path, body })).toMatchObject({ status: 413, text })
    expect(await callProxy(server, { method, path, body, headers: chunked })).toMatchObject({ status: 413, text })
  }
  expect(bodies).toEqual([])
})

test('a body whose header is forged is thrown away, however long, and the connection goes on', async () => {
  const { app, bodies } = proxy()
  await using server = await serveProxy(app)
  const body = ' '.repeat(900_000)
  const forged = { path, body, credentials: { ...consumer, key: 'guessed' } }
  const chunked = { 'content-length': undefined, 'transfer-encoding': 'chunked' }
  for (const method of ['GET', 'POST']) {
    expect(await callProxy(server, { ...forged, method })).toMatchObject({ status: 401 })
    expect(await callProxy(server, { ...forged, method, headers: chunked })).toMatchObject({ status: 401 })
  }
  expect(await callProxy(server, { path, body: `{"size":1${body}}` })).toMatchObject({ status: 200 })
  expect(bodies.map((text) => text.length)).toEqual([900_010])
})

test('one key has 8 large bodies under way, a ninth is answered 429, and short ones go on', async () => {
  const held = Promise.withResolvers<void>()
  const answered = { status: 200, headers: {}, body: Buffer.from(found) }
  let searches = 0
  const { app } = proxy({
    forwarder: {
      async search() {
        searches += 1
        if (searches <= 8) await held.promise
        return answered
      },
      root: async () => answered,
    },
  })
  await using server = await serveProxy(app)
  const large = { path, body: `{"size":1${' '.repeat(70_000)}}` }
  const waiting = Array.from({ length: 8 }, () => callProxy(server, large))
  await expect.poll(() => searches, { timeout: 10_000 }).toBe(8)
  const refused = await callProxy(server, large)
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1', connection: 'close' } })
  expect(refused.text).toContain('8 requests of more than 65536 bytes')
  expect(await callProxy(server, { path, body: '{}' })).toMatchObject({ status: 200 })
  held.resolve()
  for (const { status } of await Promise.all(waiting)) expect(status).toBe(200)
  expect(await callProxy(server, large)).toMatchObject({ status: 200 })
})

test('HEAD is answered like GET, without a body', async () => {
  const { app } = proxy()
  await using server = await serveProxy(app)
  expect(await callProxy(server, { method: 'HEAD', path })).toMatchObject({ status: 200, text: '' })
})

test('a caller who hangs up stops the search', async () => {
  const started = Promise.withResolvers<AbortSignal>()
  const events: QueryProxyEvent[] = []
  const cancelled = Promise.withResolvers<void>()
  const { app } = proxy({
    onEvent: (event) => {
      events.push(event)
      if (event.type === 'request-cancelled') cancelled.resolve()
    },
    forwarder: {
      search: ({ signal }) => {
        started.resolve(signal)
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')))
        })
      },
      root: () => Promise.reject(new Error('not asked')),
    },
  })
  await using server = await serveProxy(app)
  const hangUp = new AbortController()
  const call = callProxy(server, { path, body: '{}', signal: hangUp.signal })
  await started.promise
  hangUp.abort()
  await expect(call).rejects.toThrow('aborted')
  await cancelled.promise
  expect((await started.promise).aborted).toBe(true)
  expect(events.map(({ type }) => type)).not.toContain('request-failed')
})

async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(text)
  return (await socket.toArray()).map(String).join('')
}
