/**
 * Requests a second of a feed, beside a bare Hono handler that returns the same bytes: over HTTP on this machine, in
 * turns, so that what else the machine does hits both. Run it: `pnpm bench`.
 */
import { once } from 'node:events'
import { Agent, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createFeedHandler, type FeedSource, memoryLog, openToEveryone } from '../src/index.ts'

const seconds = Number(process.argv[2] ?? 1)
const rounds = Number(process.argv[3] ?? 5)
const concurrent = 16

const log = memoryLog()
for (let n = 0; n < 1000; n++) {
  const object = {
    id: `shop:order:${n}`,
    type: ['Document', 'shop:Order'],
    name: `Order ${n}`,
    content: 'flat white, large',
  }
  log.append({ id: `shop:order:${n}:Create`, type: 'Create', published: '2026-01-31T12:00:00Z', object })
}

/** The same pages, each a new object, as of a database: nothing of them can be kept. */
const fresh: FeedSource = {
  async readPage(cursor, options) {
    const page = await log.readPage(cursor, options)
    return page && { ...page }
  },
}

for (const [source, pageSize] of [
  [log, 1],
  [log, 20],
  [log, 100],
  [fresh, 1],
  [fresh, 20],
  [fresh, 100],
] as const) {
  const feed = createFeedHandler({ source, authentication: openToEveryone(), pageSize })
  const sample = await feed(new Request('http://127.0.0.1/feed'))
  const [body, headers] = [await sample.text(), Object.fromEntries(sample.headers)]
  const ours = await start(new Hono().get('/feed', (c) => feed(c.req.raw)))
  const bare = await start(new Hono().get('/feed', (c) => c.body(body, 200, headers)))
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
  for (let round = 0; round <= rounds; round++) {
    const [oursNow, bareNow] = [await rate(ours.url), await rate(bare.url)]
    if (round === 0) continue // warm
    rates.ours.push(oursNow)
    rates.bare.push(bareNow)
  }
  const [a, b] = [median(rates.ours), median(rates.bare)]
  const kind = source === log ? 'pages of a log' : 'pages rendered each time'
  const size = `${kind}, ${pageSize} items, ${(body.length / 1024).toFixed(1)} KiB`.padStart(50)
  console.log(`${size}: feed ${a.toFixed(0)}/s, bare ${b.toFixed(0)}/s, ratio ${(a / b).toFixed(2)}`)
  for (const { server } of [ours, bare]) {
    server.closeAllConnections()
    server.close()
  }
}

async function start(app: Hono): Promise<{ url: string; server: Server }> {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
  if (!server.listening) await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed` }
}

async function rate(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrent })
  const until = performance.now() + seconds * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      while (performance.now() < until) {
        await new Promise<void>((resolve, reject) => {
          get(url, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject)
        })
        done += 1
      }
    }),
  )
  agent.destroy()
  return done / seconds
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
