/**
 * One side of the benchmark, in a process of its own: `serve.ts feed|bare log|same|changing PAGE_SIZE`. It tells its parent the
 * port, and whenever it is sent anything, the CPU time it has taken.
 */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createFeedHandler, type FeedSource, memoryLog, openToEveryone } from '../src/index.ts'

const [side, kind, pageSize] = process.argv.slice(2)

const log = memoryLog({ generation: 'bench' })
for (let n = 0; n < 1000; n++) {
  const object = {
    id: `shop:order:${n}`,
    type: ['Document', 'shop:Order'],
    name: `Order ${n}`,
    content: 'flat white, large',
  }
  log.append({ id: `shop:order:${n}:Create`, type: 'Create', published: '2026-01-31T12:00:00Z', object })
}

let reads = 0

/** As of a database: each page is a new object, and `changing` ones never have the same text twice. */
const table: FeedSource = {
  appendOnly: true,
  async readPage(cursor, options) {
    const page = await log.readPage(cursor, options)
    if (!page || kind === 'same') return page && { ...page }
    reads += 1
    const [first, ...rest] = page.items as readonly string[]
    return { ...page, items: [(first ?? '').replace('{', `{"n":"${count(reads)}",`), ...rest] }
  },
}

const source = kind === 'log' ? log : table
const feed = createFeedHandler({ source, authentication: openToEveryone(), pageSize: Number(pageSize) })

const server = serve({ fetch: (await handler()).fetch, port: 0, hostname: '127.0.0.1' }) as Server
if (!server.listening) await once(server, 'listening')
process.on('message', () => process.send?.(process.cpuUsage()))
process.send?.((server.address() as AddressInfo).port)

function count(n: number): string {
  return String(n).padStart(9, '0')
}

async function handler(): Promise<Hono> {
  if (side === 'feed') return new Hono().get('/feed', (c) => feed(c.req.raw))
  const sample = await feed(new Request('http://127.0.0.1/feed'))
  const [body, headers] = [await sample.text(), Object.fromEntries(sample.headers)]
  return new Hono().get('/feed', (c) => c.body(body, 200, headers))
}
