import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectRedis, createLogger } from '@as/service'
import { eventually } from '@as/test-stack'
import { getRequestListener } from '@hono/node-server'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { type ConsoleOptions, createConsole } from '../src/create-console.ts'
import { type ConsoleEvent, observe } from '../src/events.ts'
import { connectOpenSearch, type OpenSearchConnection } from '../src/opensearch/connect-opensearch.ts'
import { nobody } from '../src/session/identify.ts'

const lines: string[] = []
const logger = createLogger({ application: 'console', write: (line) => lines.push(line) })
const opensearch = connectOpenSearch({ url: inject('opensearchUrl'), authentication: { type: 'none' } })
const stop = new AbortController()
const admin = { ...nobody, email: 'ada@example.org', admin: true }
const meant = { 'osd-xsrf': 'true' }
let redis: Awaited<ReturnType<typeof connectRedis>>

beforeAll(async () => {
  redis = await connectRedis(inject('redisUrl'), logger)
})
beforeEach(() => {
  lines.length = 0
})
afterAll(() => {
  stop.abort()
  opensearch[Symbol.dispose]()
  redis[Symbol.dispose]()
})

async function listen(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function serveConsole(options: Partial<ConsoleOptions> = {}) {
  const { onEvent } = observe(logger, { report: () => undefined })
  const app = createConsole({
    login: { everybody: nobody },
    opensearch,
    redis: redis.client,
    assets: new URL('../src/assets/', import.meta.url),
    registry: new Registry(),
    onEvent: (event: ConsoleEvent) => onEvent(event),
    signal: stop.signal,
    ...options,
  })
  const listener = getRequestListener(app.fetch)
  return await listen((incoming, outgoing) => void listener(incoming, outgoing))
}

/** The other side, as it is scripted. */
async function scripted(listener: RequestListener) {
  const server = await listen(listener)
  const connection = connectOpenSearch({
    url: server.url,
    authentication: { type: 'basic', username: 'me', password: 'pw' },
  })
  return {
    connection,
    async [Symbol.asyncDispose]() {
      connection[Symbol.dispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

test('a search goes through, with its status, body and a line in the log', async () => {
  await using server = await serveConsole()
  const search = { query: { match_none: {} } }
  const headers = { ...meant, 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}/opensearch/_search?size=1`, {
    method: 'POST',
    headers,
    body: JSON.stringify(search),
  })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ hits: { hits: [] } })
  const wrong = await fetch(`${server.url}/opensearch/_search`, {
    method: 'POST',
    headers,
    body: '{"query":{"nothing":{}}}',
  })
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('unknown query')])
  expect((await fetch(`${server.url}/opensearch/_cat/health?v`)).headers.get('content-type')).toContain('text/plain')
  expect((await fetch(`${server.url}/opensearch/not-there`, { method: 'HEAD' })).status).toBe(404)
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^\[console,nobody\] Passing on POST \/opensearch\/_search\?size=1: 200 in \d+ ms\.\.\. \(done\)$/,
    ),
  )
})

test('an admin makes, fills, reads and deletes an index', async () => {
  await using server = await serveConsole({ login: { everybody: admin } })
  const index = `${server.url}/opensearch/by-hand`
  const json = { ...meant, 'content-type': 'application/json' }
  expect((await fetch(index, { method: 'PUT', headers: meant })).status).toBe(200)
  try {
    const made = await fetch(`${index}/_doc?refresh=true`, { method: 'POST', headers: json, body: '{"a":1}' })
    expect(made.status).toBe(201)
    expect(made.headers.get('location')).toMatch(/^\/opensearch\/by-hand\/_doc\//)
    expect(await (await fetch(`${index}/_count`)).json()).toMatchObject({ count: 1 })
  } finally {
    expect((await fetch(index, { method: 'DELETE', headers: meant })).status).toBe(200)
  }
})

test('everybody else only reads, and nobody by another site', async () => {
  await using server = await serveConsole()
  const ask = async (method: string, path: string, headers: Record<string, string> = meant) =>
    (await fetch(`${server.url}/opensearch${path}`, { method, headers })).status
  expect(await ask('PUT', '/by-hand')).toBe(403)
  expect(await ask('DELETE', '/by-hand')).toBe(403)
  expect(await ask('POST', '/%5Fbulk')).toBe(403)
  expect(await ask('GET', '/_flush')).toBe(403)
  expect(await ask('POST', '/_count')).toBe(200)
  expect(await ask('POST', '/_count', {})).toBe(403)
  expect(await ask('POST', '/_count', { origin: 'https://evil.example' })).toBe(403)
  expect(await ask('POST', '/_count', { ...meant, 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await ask('PATCH', '/_count')).toBe(405)
  await using admins = await serveConsole({ login: { everybody: admin } })
  expect((await fetch(`${admins.url}/opensearch/_flush`)).status).toBe(403)
  expect((await fetch(`${admins.url}/opensearch/by-hand`, { method: 'PUT' })).status).toBe(403)
})

test('only known headers go on, with the credentials of the cluster; only harmless ones come back', async () => {
  const seen: IncomingMessage[] = []
  await using other = await scripted((incoming, outgoing) => {
    seen.push(incoming)
    outgoing.writeHead(200, {
      'set-cookie': 'console-session=planted',
      'x-opensearch-version': '3',
      connection: 'x-hop',
      'x-hop': '1',
    })
    outgoing.end('{}')
  })
  await using server = await serveConsole({ opensearch: other.connection })
  const headers = {
    ...meant,
    'kbn-version': '7',
    cookie: 'console-session=mine',
    authorization: 'Bearer mine',
    'x-secret': '1',
  }
  const answer = await fetch(`${server.url}/opensearch/_cat/health?v=`, { headers })
  expect(seen[0]?.url).toBe('/_cat/health?v=')
  const { host: _host, connection: _connection, ...passed } = seen[0]?.headers ?? {}
  expect(passed).toEqual({ 'osd-xsrf': 'true', 'kbn-version': '7', authorization: `Basic ${btoa('me:pw')}` })
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(answer.headers.get('x-hop')).toBeNull()
  expect(answer.headers.get('x-opensearch-version')).toBe('3')
  expect(answer.headers.get('content-security-policy')).toContain('sandbox')
})

test('paths that two readers could read differently go nowhere', async () => {
  let asked = 0
  await using other = await scripted((_incoming, outgoing) => {
    asked += 1
    outgoing.end('{}')
  })
  await using server = await serveConsole({ opensearch: other.connection, login: { everybody: admin } })
  const { port, hostname: host } = new URL(server.url)
  const targets = [
    '/opensearch/../x',
    '/x/../opensearch/a',
    '/opensearch/a%2f..%2fb',
    '/opensearch//a',
    '/opensearch/%2e%2e/a',
    '/opensearch/a\\b',
  ]
  for (const path of targets) {
    const sent = request({ host, port, path, method: 'POST', headers: meant }).end()
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    answer.resume()
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(answer.statusCode).toBeLessThan(500)
  }
  expect(asked).toBe(0)
})

test.each(['GET', 'DELETE', 'POST'])(
  'a body of a %s is a body to the other side as well, and no further request',
  async (method) => {
    const seen: string[] = []
    await using other = await scripted((incoming, outgoing) => {
      incoming.on('data', (chunk: Buffer) => seen.push(chunk.toString()))
      incoming.once('end', () => outgoing.end('{}'))
      seen.push(`${incoming.method} ${incoming.url}`)
    })
    await using server = await serveConsole({ opensearch: other.connection, login: { everybody: admin } })
    const { port, hostname: host } = new URL(server.url)
    const hidden = 'DELETE /activities HTTP/1.1\r\nhost: o.example\r\n\r\n'
    for (const framing of [{ 'transfer-encoding': 'chunked' }, { 'content-length': hidden.length }]) {
      seen.length = 0
      const sent = request({
        host,
        port,
        path: '/opensearch/_search/scroll',
        method,
        headers: { ...meant, ...framing },
      })
      sent.end(hidden)
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      await answer.toArray()
      expect(seen.filter((text) => text !== '')).toEqual([`${method} /_search/scroll`, hidden])
    }
  },
)

test('bodies stream, both ways: neither waits for the end of the other', async () => {
  await using other = await scripted((incoming, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/plain' })
    incoming.on('data', (chunk: Buffer) => outgoing.write(`got ${chunk.toString()}`))
    incoming.once('end', () => outgoing.end())
  })
  await using server = await serveConsole({ opensearch: other.connection, login: { everybody: admin } })
  const { port, hostname: host } = new URL(server.url)
  const sent = request({ host, port, path: '/opensearch/_bulk', method: 'POST', headers: meant })
  sent.write('one')
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  expect(String((await once(answer, 'data'))[0])).toBe('got one')
  sent.write('two')
  expect(String((await once(answer, 'data'))[0])).toBe('got two')
  sent.end()
  await once(answer, 'end')
})

test('a large answer is not held in memory, and ends when the browser leaves', async () => {
  let [sentBytes, closed] = [0, false]
  await using other = await scripted((_incoming, outgoing) => {
    const more = () => {
      while (!closed && outgoing.write(Buffer.alloc(65_536))) sentBytes += 65_536
    }
    outgoing.on('drain', more)
    outgoing.once('close', () => {
      closed = true
    })
    more()
  })
  await using server = await serveConsole({ opensearch: other.connection })
  const leaving = new AbortController()
  const answer = await fetch(`${server.url}/opensearch/_cat/indices`, { signal: leaving.signal })
  await answer.body?.getReader().read()
  await eventually('nothing more is taken than is read', async () => {
    const before = sentBytes
    await new Promise((resolve) => setTimeout(resolve, 300))
    return sentBytes === before
  })
  expect(sentBytes).toBeLessThan(64 * 2 ** 20)
  leaving.abort()
  await eventually('the other side is left', () => closed)
})

test('a browser that leaves before the answer ends the request', async () => {
  const asked = Promise.withResolvers<ServerResponse>()
  await using other = await scripted((_incoming, outgoing) => asked.resolve(outgoing))
  await using server = await serveConsole({ opensearch: other.connection })
  const leaving = new AbortController()
  const answer = fetch(`${server.url}/opensearch/_search`, { signal: leaving.signal }).catch(() => 'left')
  const outgoing = await asked.promise
  leaving.abort()
  expect(await answer).toBe('left')
  await eventually('the other side is left', () => outgoing.destroyed || outgoing.closed)
})

test('while OpenSearch is down, hangs or breaks off, the console says so and stays up', async () => {
  const down = connectOpenSearch({ url: 'http://127.0.0.1:1', authentication: { type: 'none' } })
  await using silent = await listen(() => {})
  await using broken = await listen((_incoming, outgoing) => {
    outgoing.writeHead(200, { 'content-length': '100' })
    outgoing.write('part', () => outgoing.destroy())
  })
  const slow = connectOpenSearch({ url: silent.url, authentication: { type: 'none' } }, { timeoutMs: 200 })
  const cut = connectOpenSearch({ url: broken.url, authentication: { type: 'none' } })
  const ask = async (connection: OpenSearchConnection) => {
    await using server = await serveConsole({ opensearch: connection })
    const answer = await fetch(`${server.url}/opensearch/`)
    const text = await answer.text().catch((error: unknown) => error)
    expect((await fetch(`${server.url}/checks/p1`)).status).toBe(200)
    return [answer.status, text]
  }
  expect(await ask(down)).toEqual([502, expect.stringContaining('Cannot reach OpenSearch (ECONNREFUSED)')])
  expect(await ask(slow)).toEqual([504, expect.stringContaining('within 200 ms')])
  expect(await ask(cut)).toEqual([200, expect.any(Error)])
  expect(lines).toContainEqual(expect.stringMatching(/Passing on GET \/opensearch\/: .*\(failed\)$/))
  for (const connection of [down, slow, cut]) connection[Symbol.dispose]()
})

test('Dashboards is passed through where it is configured, and keeps its own policy', async () => {
  const seen: string[] = []
  await using other = await scripted((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url}`)
    outgoing
      .writeHead(302, { location: '/app/home', 'content-security-policy': "script-src 'unsafe-eval' 'self'" })
      .end()
  })
  await using server = await serveConsole({ dashboards: { connection: other.connection, mount: '/dashboards' } })
  const answer = await fetch(`${server.url}/dashboards/`, { redirect: 'manual' })
  expect(answer.headers.get('location')).toBe('/dashboards/app/home')
  expect(answer.headers.get('content-security-policy')).toBe("script-src 'unsafe-eval' 'self'")
  const post = (path: string) =>
    fetch(`${server.url}/dashboards${path}`, { method: 'POST', headers: meant, redirect: 'manual' })
  expect((await post('/api/console/proxy?method=DELETE&path=activities')).status).toBe(403)
  expect((await post('/internal/search/opensearch')).status).toBe(302)
  expect(seen).toEqual(['GET /', 'POST /internal/search/opensearch'])
  // with a base path of its own, which its pages link to
  await using based = await serveConsole({ dashboards: { connection: other.connection, mount: '/_dashboards' } })
  const led = await fetch(`${based.url}/dashboards/`, { redirect: 'manual' })
  expect([led.status, led.headers.get('location')]).toEqual([302, '/_dashboards/'])
  expect((await fetch(`${based.url}/_dashboards/app`, { redirect: 'manual' })).status).toBe(302)
  await using without = await serveConsole({ proxy: false })
  for (const path of ['/dashboards/', '/opensearch/']) expect((await fetch(without.url + path)).status).toBe(404)
})
