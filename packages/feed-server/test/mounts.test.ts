import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { allowAddresses } from '../src/allow-addresses.ts'
import { openToEveryone } from '../src/authentication.ts'
import { createFeedHandler, type FeedHandler } from '../src/create-feed-handler.ts'
import { memoryLog } from '../src/memory-log.ts'

/** Each mounts the feed at /feed, as the README shows, and listens on a port of its own. */
const mounts: Readonly<Record<string, (feed: FeedHandler) => Promise<{ port: number; close(): Promise<unknown> }>>> = {
  async Hono(feed) {
    const app = new Hono<{ Bindings: { incoming: { socket: { remoteAddress?: string } } } }>()
    app.get('/feed', (c) => feed(c.req.raw, { remoteAddress: c.env.incoming.socket.remoteAddress }))
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
    return listening(server)
  },
  async Express(feed) {
    const app = express()
    app.get(
      '/feed',
      getRequestListener((request, { incoming }) =>
        feed(request, { remoteAddress: incoming.socket.remoteAddress }),
      ) as express.RequestHandler,
    )
    return listening(app.listen(0, '127.0.0.1'))
  },
  async Fastify(feed) {
    const listener = getRequestListener((request, { incoming }) =>
      feed(request, { remoteAddress: incoming.socket.remoteAddress }),
    )
    const app = fastify()
    app.get('/feed', async (request, reply) => {
      reply.hijack()
      await listener(request.raw, reply.raw)
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
  },
  async 'node:http'(feed) {
    const listener = getRequestListener((request, { incoming }) =>
      feed(request, { remoteAddress: incoming.socket.remoteAddress }),
    )
    const server = createServer((request, response) => {
      if (request.url?.split('?')[0] === '/feed') return void listener(request, response)
      response.writeHead(404).end()
    })
    return listening(server.listen(0, '127.0.0.1'))
  },
}

async function listening(server: Server) {
  if (!server.listening) await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('createFeedHandler() mounted in', () => {
  for (const [name, mount] of Object.entries(mounts)) {
    it(`${name} serves the feed, links back, compresses, says 304, and holds requests`, async () => {
      const log = memoryLog()
      for (let n = 0; n < 30; n++)
        log.append({ id: `shop:order:${n}:Create`, type: 'Create', object: `shop:order:${n}` })
      const authentication = allowAddresses({ addresses: ['127.0.0.1'], authentication: openToEveryone() })
      const { port, close } = await mount(createFeedHandler({ source: log, authentication }))
      const seed = `http://127.0.0.1:${port}/feed`
      try {
        const first = await fetch(`${seed}?kind=order`, { headers: { 'accept-encoding': 'br' } })
        expect([first.status, first.headers.get('content-encoding')]).toEqual([200, 'br'])
        const page = (await first.json()) as { orderedItems: unknown[]; next: string }
        expect(page.orderedItems).toHaveLength(30)
        expect(page.next).toMatch(`${seed}?kind=order&cursor=`)

        const etag = first.headers.get('etag') ?? ''
        const headers = { 'accept-encoding': 'br', 'if-none-match': etag }
        expect((await fetch(`${seed}?kind=order`, { headers })).status).toBe(304)
        const head = await fetch(`${seed}?kind=order`, { method: 'HEAD', headers: { 'accept-encoding': 'br' } })
        expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, ''])

        const held = fetch(page.next, { headers: { prefer: 'wait=20' } })
        log.append({ id: 'shop:order:30:Create', type: 'Create', object: 'shop:order:30' })
        const answer = await held
        expect(answer.headers.get('preference-applied')).toBe('wait=20')
        expect(await answer.json()).toMatchObject({ orderedItems: [{ id: 'shop:order:30:Create' }] })
      } finally {
        await close()
      }
    })
  }
})
