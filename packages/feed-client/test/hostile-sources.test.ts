import type { RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FeedClientEvent, FeedClientLimits, PageRequesterOptions, SourceFormat } from '../src/index.ts'
import { as2Format, createPageRequester, FeedClientError, readFeed } from '../src/index.ts'
import { inTheAnswer } from './hostile/answers.ts'
import type { Misbehaviour } from './hostile/misbehaviour.ts'
import { page, secret } from './hostile/misbehaviour.ts'
import { inThePages } from './hostile/pages.ts'
import { onTheWire } from './hostile/wire.ts'
import { inTheXml } from './hostile/xml.ts'
import { startServer } from './start-server.ts'

const token = 'the-token'

/** Reads a feed to its end, and gives the error that ended it. */
async function readToError(
  seed: string,
  limits: Partial<FeedClientLimits> = {},
  options: Partial<PageRequesterOptions> = {},
  format: SourceFormat = as2Format,
) {
  const requestPage = createPageRequester({ authentication: { type: 'bearer', token }, limits, ...options })
  const { signal } = new AbortController()
  try {
    for await (const _ of readFeed({ seed, format, requestPage, signal, limits }));
  } catch (error) {
    if (error instanceof FeedClientError) return error
    throw error
  }
  throw new Error('the feed was read to its end')
}

/** Starts a source that misbehaves. */
async function startHostile({ answer, speak, scheme = 'http' }: Misbehaviour) {
  const sockets = new Set<Socket>()
  const server: Server = answer ? createHttpServer(answer) : createServer()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (speak) socket.once('data', () => speak(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const taken = () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0)
  return { seed: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/feed`, taken }
}

/** What lies in buffers of the operating system when a connection is given up. */
const unreadBytes = 8_000_000

const all = [...onTheWire, ...inTheAnswer, ...inThePages, ...inTheXml]

describe('readFeed() ends in a named error, in time and within its memory, from a source that', () => {
  it.each(all.map((each) => [each.does, each] as const))('%s', { timeout: 4000 }, async (_, misbehaviour) => {
    const { limits = {}, format, ends } = misbehaviour
    const { seed, taken } = await startHostile(misbehaviour)
    const events: FeedClientEvent[] = []
    const error = await readToError(seed, limits, { onEvent: (event) => events.push(event) }, format)
    expect(error).toMatchObject(ends)
    expect(inspect([error, events], { depth: 20 })).not.toMatch(`${secret}|${token}`)
    expect(taken()).toBeLessThan((limits.maxPageBytes ?? 0) + unreadBytes)
    const cap = limits.maxPageBytes ?? Number.POSITIVE_INFINITY
    const sizes = events.map((event) => (event.type === 'request-finished' ? event.bytes : 0))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(cap)
  })

  it('does one of many things', () => {
    expect(new Set(all.map(({ does }) => does)).size).toBe(all.length)
    expect(all.length).toBeGreaterThanOrEqual(100)
  })

  it('cannot be connected to', async () => {
    expect(await readToError('http://127.0.0.1:1/')).toMatchObject({
      code: 'connection_failed',
      reason: 'ECONNREFUSED',
      retryable: true,
    })
  })

  it('has a name that cannot be found', async () => {
    const resolveHost = async () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }))
    const events: FeedClientEvent[] = []
    const error = await readToError('http://source.test/', {}, { resolveHost, onEvent: (event) => events.push(event) })
    expect(error).toMatchObject({ code: 'connection_failed', reason: 'ENOTFOUND', retryable: true })
    expect(events).toMatchObject([{ status: undefined, failure: 'connection_failed', host: 'source.test', bytes: 0 }])
  })

  it('has a name whose addresses are never found', async () => {
    const resolveHost = () => new Promise<never>(() => undefined)
    const error = await readToError('http://source.test/', { connectTimeoutMs: 30 }, { resolveHost })
    expect(error).toMatchObject({ code: 'timed_out', phase: 'connect' })
  })

  it('is public and leads into the private network', async () => {
    let requests = 0
    const origin = await startServer((_, response) => {
      requests += 1
      response.end(page)
    })
    const { port } = new URL(origin)
    let asked = 0
    const resolveHost = async () => {
      asked += 1
      return [{ address: asked === 1 ? '93.184.215.14' : '127.0.0.1', family: 4 }]
    }
    const error = await readToError(`http://source.test:${port}/`, {}, { resolveHost })
    expect(error).toMatchObject({ code: 'private_address', retryable: false })
    expect(requests).toBe(0)
  })

  it('is at a private address where that is refused', async () => {
    const origin = await startServer((_, response) => void response.end(page))
    expect(await readToError(origin, {}, { privateAddresses: 'refuse' })).toMatchObject({ code: 'private_address' })
  })
})

describe('readFeed() stops when its signal is aborted', () => {
  it.each<[string, RequestListener]>([
    ['waiting for headers', () => undefined],
    ['within a body', (_, response) => void response.write('{')],
    ['waiting for Retry-After', (_, response) => void response.writeHead(429, { 'Retry-After': '600' }).end()],
  ])('%s', async (_, listener) => {
    const controller = new AbortController()
    const reason = new Error('stopping')
    const seed = await startServer((request, response) => {
      listener(request, response)
      setTimeout(() => controller.abort(reason), 30)
    })
    const events: FeedClientEvent[] = []
    const requestPage = createPageRequester({
      authentication: { type: 'none' },
      onEvent: (event) => events.push(event),
    })
    const pages = readFeed({ seed, format: as2Format, requestPage, signal: controller.signal })
    await expect(pages.next()).rejects.toBe(reason)
    expect(events[0]).toMatchObject({ type: 'request-finished' })
  })
})
