/**
 * How long it takes from the moment a source commits an activity to the moment a search finds it, with a source made with
 * feed-server; then what a number of feeds with waiting tails cost while nothing happens. Needs OPENSEARCH_URL.
 *
 * node --conditions=@as/source bench/tail.ts [activities] [quiet feeds] [quiet seconds]
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { as2Format, createPageRequester } from '@as/feed-client'
import { createFeedHandler, memoryLog, openToEveryone } from '@as/feed-server'
import { deleteOtherFamilies } from '@as/index-swapper'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { getRequestListener } from '@hono/node-server'
import { defaultGuardLimits, type Feed, ingestFeeds } from '../src/index.ts'
import { activityText } from './activities.ts'

const [total = 200, quietFeeds = 100, quietSeconds = 20] = process.argv.slice(2).map(Number)
const url = process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200'
const search = connectOpenSearch({ url })
const { cluster } = search
const stop = new AbortController()

const source = memoryLog()
const at = (n: number) => JSON.parse(activityText(n)) as { id: string; type: string }
source.append(at(0))
const handler = createFeedHandler({ source, authentication: openToEveryone(), signal: stop.signal })
const listener = getRequestListener((request) => handler(request))
const server = createServer((request, response) => void listener(request, response)).listen(0, '127.0.0.1')
await once(server, 'listening')
const seed = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`

const refreshed: (() => void)[] = []
const own = await run([feedOf('bench-tail')], async (passes) => {
  await passes(1)
  await sleep(3_000)
  const times: number[] = []
  for (let n = 1; n <= total; n += 1) {
    const seen = new Promise<void>((resolve) => refreshed.push(resolve))
    const from = performance.now()
    source.append(at(n))
    await seen
    await find(at(n).id)
    times.push(performance.now() - from)
    await sleep(20 + Math.random() * 30)
  }
  times.sort((a, b) => a - b)
  const percentile = (p: number) => times[Math.floor(times.length * p)]?.toFixed(0)
  console.log(
    `commit to hit: p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, worst ${times.at(-1)?.toFixed(0)} ms`,
  )
})
console.log(`requests to OpenSearch for each: ${(own / total).toFixed(1)}`)

await run(
  Array.from({ length: quietFeeds }, (_, n) => feedOf(`bench-quiet-${n}`)),
  async (passes) => {
    await passes(quietFeeds)
    await sleep(5_000)
    const before = process.cpuUsage()
    await sleep(quietSeconds * 1_000)
    const { user, system } = process.cpuUsage(before)
    const share = (user + system) / (quietSeconds * 1e6)
    console.log(`${quietFeeds} quiet feeds, their source included: ${(100 * share).toFixed(1)} % of a core`)
  },
)
stop.abort()
server.close()
server.closeAllConnections()
await search[Symbol.asyncDispose]()

function feedOf(id: string): Feed {
  return {
    id,
    seed,
    format: as2Format,
    requestPage: createPageRequester({ authentication: { type: 'none' } }),
    passIntervalMs: 3_600_000,
    pageIntervalMs: 0,
    tailIntervalMs: 1_000,
    retryIntervalsMs: [1_000],
    forgetDeleted: true,
    guard: defaultGuardLimits,
    graceMs: 1,
  }
}

/** @returns How many requests there were to OpenSearch. */
async function run(feeds: Feed[], use: (passes: (n: number) => Promise<void>) => Promise<void>): Promise<number> {
  const ending = new AbortController()
  let passes = 0
  let requests = 0
  const running = ingestFeeds({
    feeds,
    cluster: (request, options) => {
      requests += 1
      return cluster(request, options)
    },
    replicas: 0,
    signal: ending.signal,
    onEvent(event) {
      if (event.type === 'failed' || event.type === 'claim-failed') console.error(event.error)
      if (event.type === 'succeeded' && event.ingest === 'full') passes += 1
      if (event.type === 'succeeded' && event.ingest === 'updates') for (const tell of refreshed.splice(0)) tell()
    },
  })
  await use(async (n) => {
    while (passes < n) await sleep(50)
    requests = 0
  })
  const made = requests
  ending.abort()
  await running
  await deleteOtherFamilies(cluster, { aliases: ['activities', 'objects'], keep: [], signal: stop.signal })
  return made
}

async function find(id: string): Promise<void> {
  const request = { method: 'POST', path: '/activities/_count', body: { query: { term: { id } } } } as const
  const { body } = await cluster(request, { signal: stop.signal })
  if ((body as { count: number }).count !== 1) throw new Error(`"${id}" is not to be found`)
}
