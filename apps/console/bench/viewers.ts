/** `pnpm --filter @as/console bench`: what 200 feeds and 50 viewers cost the console, as a share of a core. */
import { readFileSync } from 'node:fs'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@as/local-stack'
import { runApp } from '@as/test-stack'
import { fakeToken, startFakeOutgoing } from '../test/fake-outgoing.ts'
import { wellFeed } from '../test/feed-states.ts'

const feeds = 200
const viewers = 50
const warmUpMs = 10_000
const measuredMs = 30_000
/** Linux counts a process's time in hundredths of a second. */
const ticksPerSecond = 100

await using outgoing = await startFakeOutgoing()
const names = Array.from({ length: feeds }, (_, place) => `feed_${String(place).padStart(3, '0')}`)
let round = 0

/** A busy platform: each second a fifth of the feeds are a page further, and every tenth second all tell their rate. */
function goOn(): void {
  round += 1
  for (const [place, name] of names.entries()) {
    const before = outgoing.feeds.get(name) ?? wellFeed(name)
    const isRunning = place % 5 === 0
    const pages = round % 60
    const since = new Date(Date.now() - pages * 1_000).toISOString()
    const running = { since, pages, activities: pages * 100, expectedActivities: 6_000 }
    const sample = { at: new Date().toISOString(), activitiesPerSecond: (place * 7 + round) % 90 }
    const rate = round % 10 === 0 ? [...before.rate.slice(-59), sample] : before.rate
    outgoing.feeds.set(name, { ...before, rate, ...(isRunning && { running }) })
  }
}
goOn()
const going = setInterval(goOn, 1_000)

const indexOf = (feed: string) =>
  `activities__feed_id_${feed}__date_2026-11-21__timestamp_1795000000__batch_id_abcdefgh__`

/** Something new is visible of every feed at every look. */
const incoming = createServer((request, response) => {
  request.resume().on('end', () => {
    const buckets = names.map((name) => ({ key: indexOf(name), newest: { value: Date.now() - 900 } }))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        took: 1,
        timed_out: false,
        _shards: { total: 1, successful: 1, failed: 0 },
        hits: { hits: [] },
        aggregations: { indexes: { buckets } },
      }),
    )
  })
})
await new Promise<void>((resolve) => incoming.listen(0, '127.0.0.1', resolve))

const port = await freePort()
const app = runApp('console', {
  PORT: `${port}`,
  CONSOLE_LOGIN: 'none',
  // neither is asked anything here
  REDIS_URL: 'redis://127.0.0.1:9',
  OPENSEARCH_URL: 'http://127.0.0.1:9',
  OUTGOING_ADMIN_URL: outgoing.url,
  OUTGOING_ADMIN_TOKEN: fakeToken,
  INCOMING_URL: `http://127.0.0.1:${(incoming.address() as AddressInfo).port}`,
  INCOMING_KEY_ID: 'console',
  INCOMING_SECRET_KEY: 'not checked here',
})
while (!app.lines.some((line) => line.includes('Listening'))) await sleep(50)

const received = { bytes: 0, events: 0 }
async function watch(): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/live' }, resolve).on('error', reject)
  })
  response.on('error', () => undefined)
  return response.on('data', (chunk: Buffer) => {
    received.bytes += chunk.length
    received.events += 1
  })
}

/** User and system time of the console so far, in seconds. */
function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${app.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

async function measure(what: string): Promise<void> {
  await sleep(warmUpMs)
  const [cpu, bytes, looks, started] = [cpuSeconds(), received.bytes, outgoing.looks, performance.now()]
  await sleep(measuredMs)
  const seconds = (performance.now() - started) / 1_000
  const share = ((cpuSeconds() - cpu) / seconds) * 100
  const perViewer = (received.bytes - bytes) / viewers / seconds / 1_000
  const asked = (outgoing.looks - looks) / seconds
  const sent = `${perViewer.toFixed(1)} kB/s to each viewer, outgoing asked ${asked.toFixed(1)} times a second`
  console.log(`${what}: ${share.toFixed(1)} % of a core; ${sent}`)
}

await measure(`${feeds} feeds, nobody watches`)
const watching = await Promise.all(Array.from({ length: viewers }, watch))
await measure(`${feeds} feeds, ${viewers} viewers`)

clearInterval(going)
for (const response of watching) response.destroy()
await app[Symbol.asyncDispose]()
incoming.close()
