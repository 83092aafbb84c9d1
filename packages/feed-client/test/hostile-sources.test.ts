import type { RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FeedClientEvent, FeedClientLimits, PageRequesterOptions } from '../src/index.ts'
import { as2Format, createPageRequester, FeedClientError, readFeed } from '../src/index.ts'
import { startServer } from './start-server.ts'

const page = '{"orderedItems":[{"id":"a"}]}'

/** Reads a feed to its end, and gives the error that ended it. */
async function readToError(
  seed: string,
  limits: Partial<FeedClientLimits> = {},
  options: Partial<PageRequesterOptions> = {},
) {
  const requestPage = createPageRequester({ authentication: { type: 'none' }, limits, ...options })
  const { signal } = new AbortController()
  try {
    for await (const _ of readFeed({ seed, format: as2Format, requestPage, signal, limits }));
  } catch (error) {
    if (error instanceof FeedClientError) return error
    throw error
  }
  throw new Error('the feed was read to its end')
}

async function errorOf(listener: RequestListener, limits?: Partial<FeedClientLimits>) {
  return readToError(`${await startServer(listener)}/feed`, limits)
}

/** Starts a server that speaks whatever it likes. */
async function startSocketServer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`
}

async function errorOfSocket(answer: string | Buffer, limits?: Partial<FeedClientLimits>) {
  const seed = await startSocketServer((socket) => {
    socket.once('data', () => socket.end(answer))
  })
  return readToError(seed, limits)
}

describe('readFeed() from a source that', () => {
  it('never sends headers', async () => {
    const error = await errorOf(() => undefined, { responseTimeoutMs: 60 })
    expect(error).toMatchObject({ code: 'timed_out', phase: 'response', retryable: true })
  })

  it('sends its headers a byte at a time, for ever', async () => {
    const seed = await startSocketServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x'), 5)
      socket.once('close', () => clearInterval(timer))
    })
    expect(await readToError(seed, { responseTimeoutMs: 60 })).toMatchObject({ code: 'timed_out', phase: 'response' })
  })

  it('stalls within the body', async () => {
    const error = await errorOf((_, response) => void response.write(page.slice(0, 9)), { bodyTimeoutMs: 60 })
    expect(error).toMatchObject({ code: 'timed_out', phase: 'body', retryable: true })
  })

  it('sends its body a byte at a time, for ever', async () => {
    const listener: RequestListener = (_, response) => {
      const timer = setInterval(() => response.write(' '), 5)
      response.once('close', () => clearInterval(timer))
    }
    expect(await errorOf(listener, { totalTimeoutMs: 90 })).toMatchObject({ code: 'timed_out', phase: 'total' })
  })

  it('cannot be connected to', async () => {
    const seed = await startSocketServer(() => undefined)
    const gone = seed.replace(/:\d+/, ':1')
    expect(await readToError(gone)).toMatchObject({
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

  it('closes the connection without an answer', async () => {
    expect(await errorOf((request) => request.socket.destroy())).toMatchObject({
      code: 'connection_failed',
      retryable: true,
    })
  })

  it('does not speak HTTP', async () => {
    expect(await errorOfSocket('220 mail.example ESMTP\r\n')).toMatchObject({ code: 'connection_failed' })
  })

  it('sends endless headers', async () => {
    expect(await errorOfSocket(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`)).toMatchObject({
      code: 'connection_failed',
    })
  })

  it('sends less than it announced', async () => {
    const error = await errorOfSocket(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${page}`)
    expect(error).toMatchObject({ code: 'truncated_body', retryable: true })
  })

  it('breaks off within a chunked body, even where the JSON is whole', async () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    const chunk = `${page.length.toString(16)}\r\n${page}\r\n`
    expect(await errorOfSocket(head + chunk)).toMatchObject({ code: 'truncated_body' })
  })

  it('breaks off within a compressed body', async () => {
    const error = await errorOf((_, response) => {
      response.setHeader('Content-Encoding', 'gzip').end(gzipSync(page).subarray(0, -6))
    })
    expect(error).toMatchObject({ code: 'truncated_body' })
  })

  it('breaks off where only JSON can tell', async () => {
    const error = await errorOfSocket(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${page.slice(0, -3)}`)
    expect(error).toMatchObject({ code: 'not_json', retryable: true })
  })

  it('sends more than the cap', async () => {
    const error = await errorOf((_, response) => void response.end(Buffer.alloc(100_000, ' ')), {
      maxPageBytes: 10_000,
    })
    expect(error).toMatchObject({ code: 'page_too_large', retryable: false })
  })

  it('sends a body without end', async () => {
    const listener: RequestListener = (_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(50_000, ' ')));
      }
      response.on('drain', more)
      more()
    }
    expect(await errorOf(listener, { maxPageBytes: 1_000_000 })).toMatchObject({ code: 'page_too_large' })
  })

  it('sends a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000, ' '))
    const error = await errorOf((_, response) => void response.setHeader('Content-Encoding', 'gzip').end(bomb), {
      maxPageBytes: 100_000,
    })
    expect(error).toMatchObject({ code: 'page_too_large' })
  })

  it.each(['gzip, gzip', 'zstd', 'compress'])('encodes its body with %s', async (encoding) => {
    const error = await errorOf((_, response) => void response.setHeader('Content-Encoding', encoding).end(page))
    expect(error).toMatchObject({ code: 'content_encoding', retryable: false })
  })

  it('redirects in a circle', async () => {
    let requests = 0
    const error = await errorOf((request, response) => {
      requests += 1
      response.writeHead(302, { Location: request.url === '/feed' ? '/a' : '/feed' }).end()
    })
    expect(error).toMatchObject({ code: 'too_many_redirects', retryable: false })
    expect(requests).toBe(6)
  })

  it.each([
    ['another origin', 'http://127.0.0.1:9/', 'origin'],
    ['a script', 'javascript:alert(1)', 'scheme'],
    ['user information', 'http://me:secret@127.0.0.1/', 'userinfo'],
    ['no URL', 'http://[', 'unparsable'],
  ])('names %s as its next page', async (_, next, fault) => {
    const error = await errorOf((_request, response) => void response.end(JSON.stringify({ orderedItems: [], next })))
    expect(error).toMatchObject({ code: 'url_refused', fault })
    expect(error.message).not.toContain('secret')
  })

  it.each([
    ['no UTF-8', Buffer.from('{"orderedItems":[{"id":"é"}]}', 'latin1'), 'not_utf8'],
    ['HTML', '<!doctype html><title>Log in</title>', 'not_json'],
    ['nothing', '', 'not_json'],
    ['an array', `[${page}]`, 'not_a_page'],
    ['something else', '{"detail":"moved"}', 'not_a_page'],
    ['deep nesting', '['.repeat(1_000_000), 'nesting_too_deep'],
  ])('sends %s with status 200', async (_, body, code) => {
    expect(await errorOf((_request, response) => void response.end(body))).toMatchObject({ code })
  })

  it('has pages without end', async () => {
    const error = await errorOf(
      (request, response) => void response.end(JSON.stringify({ orderedItems: [], next: `${request.url}x` })),
      { maxPages: 20 },
    )
    expect(error).toMatchObject({ code: 'too_many_pages', retryable: false })
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
