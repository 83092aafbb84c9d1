/**
 * How fast a full pass is, against the same documents sent to the same OpenSearch by the best bare `_bulk` loop (10 MB a
 * request, two at once), run after run in turn. Prints documents a second and their ratio. Needs OPENSEARCH_URL.
 *
 * node --conditions=@as/source bench/full-pass.ts [activities] [rounds]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { as2Format, createPageRequester } from '@as/feed-client'
import { deleteOtherFamilies } from '@as/index-swapper'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { defaultGuardLimits, ingestFeeds } from '../src/index.ts'
import { blueprintsOf } from '../src/mappings/blueprints.ts'
import { activityText, objectText } from './activities.ts'

const [total = 50_000, rounds = 3] = process.argv.slice(2).map(Number)
const url = process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200'
const search = connectOpenSearch({ url })
const { cluster } = search
const { signal } = new AbortController()

const source = spawn(process.execPath, [join(import.meta.dirname, 'source-process.ts'), `${total}`, '100'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const [port] = (await once(source.stdout, 'data')) as [Buffer]
const seed = `http://127.0.0.1:${Number(port.toString())}/0`

const rates: { pass: number; bare: number }[] = []
for (let round = 0; round < rounds; round += 1) {
  const bare = await bareLoop()
  const pass = await fullPass()
  rates.push({ pass, bare })
  console.log(`bare ${Math.round(bare)} docs/s, pass ${Math.round(pass)} docs/s, ratio ${(pass / bare).toFixed(2)}`)
}
const ratios = rates.map(({ pass, bare }) => pass / bare).sort((a, b) => a - b)
console.log(`median ratio ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} (goal 0.85)`)
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
source.stdin.end()
await search[Symbol.asyncDispose]()

async function fullPass(): Promise<number> {
  const stop = new AbortController()
  let ms = 0
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
      if (event.type !== 'succeeded' || event.ingest !== 'full') return
      ms = event.ms
      stop.abort()
    },
  })
  await deleteOtherFamilies(cluster, { aliases: ['activities', 'objects'], keep: [], signal })
  return (2 * total) / (ms / 1000)
}

async function bareLoop(): Promise<number> {
  const names = { activities: 'bench-activities', objects: 'bench-objects' }
  for (const [alias, { mappings, settings }] of Object.entries(blueprintsOf({ feedId: 'bench' }))) {
    const body = {
      mappings,
      settings: {
        ...settings,
        'index.refresh_interval': '-1',
        'index.number_of_replicas': 0,
        'index.translog.durability': 'async',
      },
    }
    await cluster({ method: 'PUT', path: `/${names[alias as keyof typeof names]}`, body }, { signal })
  }
  const bodies: Buffer[] = []
  let lines: string[] = []
  let bytes = 0
  for (let n = 0; n < total; n += 1) {
    for (const [index, text] of [
      [names.activities, activityText(n)],
      [names.objects, objectText(n)],
    ] as const) {
      const line = `{"index":{"_index":"${index}","_id":"${n}"}}\n${text}\n`
      lines.push(line)
      bytes += line.length
    }
    if (bytes < 10 * 2 ** 20 && n < total - 1) continue
    bodies.push(Buffer.from(lines.join('')))
    lines = []
    bytes = 0
  }
  await sleep(500)
  const from = performance.now()
  const send = async () => {
    for (let body = bodies.pop(); body; body = bodies.pop()) {
      await cluster({ method: 'POST', path: '/_bulk?filter_path=errors', body }, { signal })
    }
  }
  await Promise.all([send(), send()])
  for (const index of Object.values(names)) await cluster({ method: 'POST', path: `/${index}/_refresh` }, { signal })
  const seconds = (performance.now() - from) / 1000
  for (const index of Object.values(names)) await cluster({ method: 'DELETE', path: `/${index}` }, { signal })
  return (2 * total) / seconds
}
