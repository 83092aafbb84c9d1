/**
 * Full passes of one feed, in a process of its own as in production: nobody else's garbage is in its memory, and its code
 * has been compiled by the passes before. For each line of its input it makes a pass, and prints
 * `{"ms":…,"cpuMs":…,"peakBytes":…}`. Needs OPENSEARCH_URL.
 *
 * node --conditions=@as/source bench/pass-process.ts SEED
 */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { as2Format, createPageRequester } from '@as/feed-client'
import { deleteOtherFamilies } from '@as/index-swapper'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { defaultGuardLimits, ingestFeeds } from '../src/index.ts'

const [seed = ''] = process.argv.slice(2)
await using search = connectOpenSearch({ url: process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200' })
const { cluster } = search
for await (const _line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await runPass()))

/** The first pass of a feed that nothing is known of. */
async function runPass(): Promise<{ ms: number; cpuMs: number; peakBytes: number }> {
  const stop = new AbortController()
  let before = process.cpuUsage()
  let told = { ms: Number.NaN, cpuMs: Number.NaN, peakBytes: Number.NaN }
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
      told = { ms: event.ms, cpuMs: (user + system) / 1000, peakBytes: peakBytes() }
      stop.abort()
    },
  })
  const signal = AbortSignal.timeout(30_000)
  await deleteOtherFamilies(cluster, { aliases: ['activities', 'objects'], keep: [], signal })
  return told
}

/** Linux only: elsewhere NaN. */
function peakBytes(): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
  } catch {
    return Number.NaN
  }
}
