import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exchangeOverHttp, type OutgoingRequest } from './http-exchange.ts'

async function serve(listener: RequestListener): Promise<Omit<OutgoingRequest, 'headers'>> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b`
  return { method: 'GET', url, timeoutMs: 5000, maxBytes: 1000, signal: new AbortController().signal }
}

describe('exchangeOverHttp()', () => {
  it('sends another Host than the one it connects to, and takes redirects for answers', async () => {
    const request = await serve(({ headers, url }, response) => {
      response.writeHead(302, { location: '/b', 'x-seen': `${headers.host} ${url}` }).end()
    })
    const answer = await exchangeOverHttp({ ...request, headers: { host: 'feed.example' } })
    expect(answer).toMatchObject({ status: 302, headers: { location: '/b', 'x-seen': 'feed.example /a?b' } })
  })

  it('decodes, and says so when it cannot', async () => {
    const request = await serve(({ headers }, response) => {
      const coding = String(headers['x-coding'])
      response.writeHead(200, { 'content-encoding': coding }).end(coding === 'gzip' ? gzipSync('page') : 'page')
    })
    const zipped = await exchangeOverHttp({ ...request, headers: { 'x-coding': 'gzip' } })
    expect([Buffer.from(zipped.body).toString(), zipped.decodingFault]).toEqual(['page', undefined])
    for (const coding of ['br', 'zstd-of-my-own']) {
      const broken = await exchangeOverHttp({ ...request, headers: { 'x-coding': coding } })
      expect(broken.decodingFault).toContain(coding)
    }
  })

  it('does not decode a bomb', async () => {
    const request = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(500_000)))
    })
    const answer = await exchangeOverHttp({ ...request, headers: {} })
    expect(answer.body.length).toBeLessThan(1000)
    expect(answer.decodingFault).toBe('a body that is not gzip, or over 1000 bytes')
  })

  it('ends in an ExchangeError when the answer is too long, too slow, cut off or missing', async () => {
    const long = await serve((_, response) => void response.end(Buffer.alloc(1001)))
    await expect(exchangeOverHttp({ ...long, headers: {} })).rejects.toThrow('a body of more than 1000 bytes')
    const slow = await serve((_, response) => void response.write('x'))
    await expect(exchangeOverHttp({ ...slow, headers: {}, timeoutMs: 50 })).rejects.toThrow(
      'no whole answer within 50 ms',
    )
    const cut = await serve(
      (_, response) => void response.writeHead(200, { 'content-length': '9' }).write('x', () => response.destroy()),
    )
    await expect(exchangeOverHttp({ ...cut, headers: {} })).rejects.toMatchObject({ code: 'exchange', answered: true })
    const gone = { ...cut, url: 'http://127.0.0.1:1/', headers: {} }
    await expect(exchangeOverHttp(gone)).rejects.toMatchObject({ code: 'exchange', answered: false })
  })

  it("rejects with the signal's own reason", async () => {
    const request = await serve(() => {})
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error('enough')), 20)
    await expect(exchangeOverHttp({ ...request, headers: {}, signal: abort.signal })).rejects.toThrow('enough')
  })
})
