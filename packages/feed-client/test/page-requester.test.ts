import type { IncomingMessage } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createHawkVerifier, memoryNonceStore } from '@as/hawk/server'
import { describe, expect, it } from 'vitest'
import type { FeedClientEvent, PageRequesterOptions, PageRequestOptions } from '../src/index.ts'
import { createPageRequester, StatusError } from '../src/index.ts'
import { startServer } from './start-server.ts'

const { signal } = new AbortController()

function requester(options: Partial<PageRequesterOptions> = {}) {
  return createPageRequester({ authentication: { type: 'none' }, ...options })
}

function text(response: { status: string; body?: Uint8Array }): string {
  return Buffer.from(response.body ?? []).toString()
}

describe('createPageRequester()', () => {
  it('gives a page as it was sent, with what its headers say', async () => {
    const origin = await startServer((_, response) => {
      response.setHeader('ETag', 'W/"1"').setHeader('Content-Type', 'application/json').end('{"a": 1.0}')
    })
    const response = await requester()(`${origin}/feed`, { signal })
    expect(response).toMatchObject({
      status: 'ok',
      url: `${origin}/feed`,
      etag: 'W/"1"',
      contentType: 'application/json',
    })
    expect(text(response)).toBe('{"a": 1.0}')
  })

  it('signs with Hawk what is sent: path, query, host, port, empty body, empty content type', async () => {
    const credentials = { id: 'me', key: 'secret' }
    const verify = createHawkVerifier({ findKey: () => credentials.key, nonces: memoryNonceStore() })
    const origin = await startServer((request, response) => {
      const { authorization = '', host = '', 'content-type': contentType = '' } = request.headers
      const path = request.url ?? ''
      verify({ method: 'GET', path, host, authorization, contentType, body: new Uint8Array() }).then(
        ({ ok }) => response.writeHead(ok ? 200 : 401).end(path),
        () => response.destroy(),
      )
    })
    const requestPage = requester({ authentication: { type: 'hawk', credentials } })
    for (const path of [
      '/',
      '/feed?a=b&c=%20d',
      '/a%2Fb//c\'é|?q="x y"+%zz#part',
      '/p?a=?&&b=%C3%A9;c',
      '/..;/x/./y',
    ]) {
      expect(await requestPage(origin + path, { signal })).toMatchObject({ status: 'ok' })
    }
    const wrong = requester({ authentication: { type: 'hawk', credentials: { id: 'me', key: 'other' } } })
    await expect(wrong(origin, { signal })).rejects.toThrow('status 401; check the key')
  })

  it.each<[PageRequesterOptions['authentication'], string | undefined]>([
    [{ type: 'bearer', token: 'abc' }, 'Bearer abc'],
    [{ type: 'basic', user: 'é/token', password: 'p:w' }, 'Basic w6kvdG9rZW46cDp3'],
    [{ type: 'none' }, undefined],
  ])('sends the credentials of %j', async (authentication, expected) => {
    let sent: IncomingMessage['headers'] = {}
    const origin = await startServer((request, response) => {
      sent = request.headers
      response.end('{}')
    })
    await requester({ authentication })(origin, { signal })
    expect(sent.authorization).toBe(expected)
    expect(sent['content-type']).toBe(undefined)
    expect(sent['accept-encoding']).toBe('gzip, deflate, br')
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('undoes %s', async (encoding, compress) => {
    const events: FeedClientEvent[] = []
    const body = compress('x'.repeat(1000))
    const origin = await startServer((_, response) => {
      response.setHeader('Content-Encoding', encoding).end(body)
    })
    const response = await requester({ onEvent: (event) => events.push(event) })(origin, { signal })
    expect(text(response)).toBe('x'.repeat(1000))
    expect(events).toMatchObject([{ status: 200, bytes: 1000, receivedBytes: body.length, failure: undefined }])
  })

  it('reaches a source that listens on 127.0.0.1 only by the name localhost', async () => {
    const origin = await startServer((request, response) => {
      response.end(request.headers.host)
    })
    const url = origin.replace('127.0.0.1', 'localhost')
    expect(text(await requester()(url, { signal }))).toBe(new URL(url).host)
  })

  it('goes on to the next address where one does not answer', async () => {
    const origin = await startServer((_, response) => {
      response.end('{}')
    })
    const resolveHost = async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]
    const url = origin.replace('127.0.0.1', 'source.test')
    expect(await requester({ resolveHost })(url, { signal })).toMatchObject({ status: 'ok' })
  })

  it('does not connect to a name without any address', async () => {
    const page = requester({ resolveHost: async () => [] })('http://source.test/', { signal })
    await expect(page).rejects.toMatchObject({ code: 'connection_failed', reason: 'ENOTFOUND', retryable: true })
  })

  it('keeps the connection from page to page', async () => {
    const ports = new Set<number | undefined>()
    const events: FeedClientEvent[] = []
    const origin = await startServer((request, response) => {
      ports.add(request.socket.remotePort)
      response.writeHead(request.headers['if-none-match'] ? 304 : 200).end()
    })
    const requestPage = requester({ onEvent: (event) => events.push(event) })
    const url = origin.replace('127.0.0.1', 'localhost')
    for (const etag of [undefined, '"1"', undefined]) await requestPage(url, { signal, etag })
    expect(ports.size).toBe(1)
    const dnsMs = expect.any(Number)
    expect(events).toMatchObject([{ dnsMs }, { dnsMs: undefined }, { dnsMs: undefined }])
  })

  it.each(['/in-chunks', '/without-length'])(
    'reads a page to its end where the connection ends with it: %s',
    async (path) => {
      const body = 'x'.repeat(300_000)
      const origin = await startServer((_, response) => {
        response.useChunkedEncodingByDefault = path === '/in-chunks'
        response.shouldKeepAlive = false
        response.write(body)
        response.end()
      })
      expect(text(await requester()(origin + path, { signal }))).toBe(body)
    },
  )

  it('asks again at once where a kept connection was closed meanwhile', async () => {
    let requests = 0
    const origin = await startServer((request, response) => {
      requests += 1
      if (requests === 2) request.socket.resetAndDestroy()
      else response.end('{}')
    })
    const requestPage = requester()
    await requestPage(`${origin}/1`, { signal })
    expect(await requestPage(`${origin}/2`, { signal })).toMatchObject({ status: 'ok' })
    expect(requests).toBe(3)
  })

  it('reads the answer behind informational ones that it did not ask for (RFC 9110, section 15.2)', async () => {
    const origin = await startServer((_, response) => {
      response.writeContinue()
      response.writeProcessing()
      response.end('{}')
    })
    expect(text(await requester()(origin, { signal }))).toBe('{}')
  })

  it('answers unchanged to a page whose ETag is known', async () => {
    const origin = await startServer((request, response) => {
      const known = request.headers['if-none-match'] === '"1"'
      response.writeHead(known ? 304 : 200).end()
    })
    const requestPage = requester()
    expect(await requestPage(origin, { signal, etag: '"1"' })).toMatchObject({ status: 'unchanged', url: `${origin}/` })
    expect(await requestPage(origin, { signal, etag: '"2"' })).toMatchObject({ status: 'ok' })
  })

  it('takes 304 without being asked for an error', async () => {
    const origin = await startServer((_, response) => {
      response.writeHead(304).end()
    })
    await expect(requester()(origin, { signal })).rejects.toThrow(StatusError)
  })

  it('asks a source to wait for news, and says whether it did', async () => {
    const origin = await startServer((request, response) => {
      response.setHeader('Preference-Applied', String(request.headers.prefer)).end('{}')
    })
    expect(await requester()(origin, { signal, waitSeconds: 25 })).toMatchObject({ preferenceApplied: 'wait=25' })
  })

  describe('on 429 with Retry-After', () => {
    async function limited(retryAfter: string | undefined, times: number, options: Partial<PageRequesterOptions> = {}) {
      const waits: number[] = []
      const events: FeedClientEvent[] = []
      let requests = 0
      const origin = await startServer((_, response) => {
        requests += 1
        if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter)
        response.writeHead(requests <= times ? 429 : 200).end('{}')
      })
      const requestPage = requester({
        now: () => Date.parse('2024-05-06T07:08:09Z'),
        sleep: async (ms) => {
          waits.push(ms)
        },
        onEvent: (event) => events.push(event),
        ...options,
      })
      return { waits, events, url: `${origin}/`, page: requestPage(origin, { signal }), requests: () => requests }
    }

    it.each([
      ['30', 30_000],
      ['Mon, 06 May 2024 07:08:19 GMT', 10_000],
      ['0', 1000],
      ['86400', 600_000],
    ])('waits as it asks (%s), within bounds, and asks again', async (retryAfter, waitMs) => {
      const { page, waits, events, url } = await limited(retryAfter, 2)
      expect(await page).toMatchObject({ status: 'ok' })
      expect(waits).toEqual([waitMs, waitMs])
      const host = new URL(url).host
      expect(events.filter(({ type }) => type === 'rate-limited')).toEqual([
        { type: 'rate-limited', url, host, waitMs, tries: 1 },
        { type: 'rate-limited', url, host, waitMs, tries: 2 },
      ])
    })

    it('gives up after maxRateLimitedTries', async () => {
      const { page, requests } = await limited('7', 99, { limits: { maxRateLimitedTries: 3 } })
      await expect(page).rejects.toMatchObject({ code: 'status', status: 429, retryAfterMs: 7000, retryable: true })
      expect(requests()).toBe(3)
    })

    it('does not wait where it is absent or cannot be read', async () => {
      for (const retryAfter of [undefined, 'soon']) {
        const { page, waits } = await limited(retryAfter, 1)
        await expect(page).rejects.toThrow(StatusError)
        expect(waits).toEqual([])
      }
    })

    it('stops waiting when its signal is aborted', async () => {
      const controller = new AbortController()
      const origin = await startServer((_, response) => {
        response.writeHead(429, { 'Retry-After': '600' }).end()
      })
      const requestPage = requester({
        onEvent: ({ type }) => type === 'rate-limited' && setImmediate(() => controller.abort('stopping')),
      })
      await expect(requestPage(origin, { signal: controller.signal })).rejects.toBe('stopping')
    })
  })

  describe('on a redirect', () => {
    it.each([301, 302, 303, 307, 308])('follows a %s on the same origin, signing anew', async (status) => {
      const signatures: unknown[] = []
      const origin = await startServer((request, response) => {
        signatures.push(request.headers.authorization)
        if (request.url === '/b/d%C3%A9') response.end('{}')
        else response.writeHead(status, { Location: Buffer.from('/b/dé#x').toString('latin1') }).end('elsewhere')
      })
      const authentication = { type: 'hawk', credentials: { id: 'me', key: 'secret' } } as const
      const response = await requester({ authentication })(`${origin}/a/c`, { signal })
      expect(response).toMatchObject({ status: 'ok', url: `${origin}/b/d%C3%A9` })
      expect(new Set(signatures).size).toBe(2)
    })

    it.each([
      ['to another origin', 'origin', () => 'http://127.0.0.1:9/'],
      ['with user information', 'userinfo', (host: string) => `http://me:secret@${host}/`],
      ['to another scheme', 'scheme', () => 'file:///etc/passwd'],
      ['to nowhere', 'unparsable', () => 'http://['],
    ])('refuses one %s', async (_, fault, location) => {
      const origin = await startServer((request, response) => {
        response.writeHead(302, { Location: location(request.headers.host ?? '') }).end()
      })
      await expect(requester()(origin, { signal })).rejects.toMatchObject({ code: 'url_refused', fault })
    })

    it('sends no credentials to another origin, unless it is allowed', async () => {
      const seen: unknown[] = []
      const other = await startServer((request, response) => {
        seen.push(request.headers.authorization)
        response.end('{}')
      })
      const origin = await startServer((_, response) => {
        response.writeHead(307, { Location: other }).end()
      })
      const requestPage = requester({ authentication: { type: 'bearer', token: 'secret' } })
      await expect(requestPage(origin, { signal })).rejects.toMatchObject({ code: 'url_refused' })
      expect(seen).toEqual([])
      await requestPage(origin, { signal, allowedOrigins: [other] })
      expect(seen).toEqual(['Bearer secret'])
    })

    it('takes one without a location for what it is', async () => {
      const origin = await startServer((_, response) => {
        response.writeHead(302).end()
      })
      await expect(requester()(origin, { signal })).rejects.toMatchObject({ status: 302, retryable: false })
    })
  })

  it.each([
    [204, false],
    [206, false],
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [410, false],
    [500, true],
    [503, true],
  ])('throws a status %d, retryable %s', async (status, retryable) => {
    const origin = await startServer((_, response) => {
      response.writeHead(status).end(status === 204 ? undefined : 'secret')
    })
    const page = requester()(origin, { signal })
    await expect(page).rejects.toMatchObject({ code: 'status', status, retryable, url: `${origin}/` })
    await expect(page).rejects.not.toThrow(/secret/)
  })

  it.each<[string, PageRequestOptions['seed']]>([
    ['no URL', undefined],
    ['ftp://source.example/', undefined],
    ['http://me:secret@source.example/', undefined],
    ['http://source.example/', 'http://other.example/'],
  ])('refuses %s (seed %s) without asking', async (url, seed) => {
    await expect(requester()(url, { signal, seed })).rejects.toMatchObject({ code: 'url_refused' })
  })
})
