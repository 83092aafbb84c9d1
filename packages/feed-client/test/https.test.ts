import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { as2Format, createPageRequester, readFeed } from '../src/index.ts'
import type { SelfSigned } from './self-signed.ts'
import { day, selfSigned } from './self-signed.ts'
import { startServer } from './start-server.ts'

const ours = selfSigned('127.0.0.1')

async function start(listener: RequestListener, certificate: SelfSigned = ours): Promise<string> {
  const server = createServer(certificate, listener)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function read(seed: string, certificateAuthorities: readonly string[] | undefined, seeds: string[] = []) {
  const requestPage = createPageRequester({
    authentication: { type: 'bearer', token: 'secret' },
    ...(certificateAuthorities && { certificateAuthorities }),
  })
  const { signal } = new AbortController()
  const ids: string[] = []
  for await (const page of readFeed({ seed, format: as2Format, requestPage, signal, allowedOrigins: seeds })) {
    ids.push(...page.items.map(({ id }) => id))
  }
  return ids
}

/** Two pages; keeps the ports that requests came from, and what they brought. */
function twoPages() {
  const seen: { port: number | undefined; authorization: string | undefined }[] = []
  const listener: RequestListener = (request, response) => {
    seen.push({ port: request.socket.remotePort, authorization: request.headers.authorization })
    response.end(`{"orderedItems":[{"id":"${request.url}"}]${request.url === '/1' ? ',"next":"/2"' : ''}}`)
  }
  return { seen, listener }
}

describe('createPageRequester() over https', () => {
  it('reads from a source with a certificate that it is told to trust, over one connection', async () => {
    const { seen, listener } = twoPages()
    expect(await read(`${await start(listener)}/1`, [ours.cert])).toEqual(['/1', '/2'])
    expect(new Set(seen.map(({ port }) => port)).size).toBe(1)
    expect(seen[1]?.authorization).toBe('Bearer secret')
  })

  const elsewhere = selfSigned('127.0.0.2')
  const old = selfSigned('127.0.0.1', { from: day(-9), to: day(-2) })

  it.each<[string, SelfSigned, readonly string[] | undefined, string]>([
    ['that nobody vouches for', ours, undefined, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['that another one vouches for', ours, [selfSigned('127.0.0.1').cert], 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['of another host', elsewhere, [elsewhere.cert], 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has expired', old, [old.cert], 'CERT_HAS_EXPIRED'],
  ])('sends nothing to a source with a certificate %s', async (_, certificate, trusted, reason) => {
    const { seen, listener } = twoPages()
    const seed = `${await start(listener, certificate)}/1`
    await expect(read(seed, trusted)).rejects.toMatchObject({ code: 'connection_failed', reason, retryable: false })
    expect(seen).toEqual([])
  })

  it.each([
    [
      'a next page',
      (target: string): RequestListener =>
        (_, response) =>
          void response.end(`{"items":[],"next":"${target}"}`),
    ],
    [
      'a redirect',
      (target: string): RequestListener =>
        (_, response) =>
          void response.writeHead(302, { Location: target }).end(),
    ],
  ])('does not follow %s to http, even where that origin is allowed', async (_, listener) => {
    const { seen, listener: plain } = twoPages()
    const target = await startServer(plain)
    const seed = await start(listener(target))
    await expect(read(seed, [ours.cert], [target])).rejects.toMatchObject({ code: 'url_refused', fault: 'downgrade' })
    expect(seen).toEqual([])
  })
})
