/**
 * One full pass of one feed, in a process of its own as in production: nobody else's garbage is in its memory. Prints `{"ms":…,"cpuMs":…,"peakBytes":…}` and ends. Needs OPENSEARCH_URL.
 *
 * node --conditions=@as/source bench/pass-process.ts SEED
 */
import { readFileSync } from 'node:fs'
import { as2Format, createPageRequester } from '@as/feed-client'
import { deleteOtherFamilies } from '@as/index-swapper'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { defaultGuardLimits, ingestFeeds } from '../src/index.ts'

const [seed = ''] = process.argv.slice(2)
await using search = connectOpenSearch({ url: process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200' })
const { cluster } = search
const stop = new AbortController()
let before = process.cpuUsage()

await ingestFeeds({
  feeds: [
    {
      id: 'bench',
      seed,
      format: as2Format,
      requestPage: createPageRequester({ authentication: { type: 'none' } }),
      passIntervalMs: 3_600_000,
      pageIntervalMs: 0,
      tailIntervalMs: 3_600_000,
      retryIntervalsMs: [1_000],
      forgetDeleted: true,
      guard: defaultGuardLimits,
      graceMs: 1,
    },
  ],
  cluster,
  replicas: 0,
  measureIntervalMs: 3_600_000,
  signal: stop.signal,
  onEvent(event) {
    if (event.type === 'failed' || event.type === 'claim-failed') console.error(event.error)
    // what it took to get here is not the pass's
    if (event.type === 'started' && event.ingest === 'full') before = process.cpuUsage()
    if (event.type !== 'succeeded' || event.ingest !== 'full') return
    const { user, system } = process.cpuUsage(before)
    const peakBytes = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
    console.log(JSON.stringify({ ms: event.ms, cpuMs: (user + system) / 1000, peakBytes }))
    stop.abort()
  },
})
await deleteOtherFamilies(cluster, {
  aliases: ['activities', 'objects'],
  keep: [],
  signal: AbortSignal.timeout(30_000),
})
