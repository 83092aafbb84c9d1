/**
 * Signed searches through incoming, side by side with direct ones to the same OpenSearch and with ones through a bare
 * proxy that does nothing, from one load generator. Requests are signed before, and sent as bytes that are ready.
 * Needs OPENSEARCH_URL and REDIS_URL of a stack on this machine, with nothing else on it. Arguments: `throughput`,
 * `latency`, `large`, `feeds` for one part only; `--profile` writes a CPU profile of incoming here.
 */
import { fillIndex, loopback } from './bench-cluster.ts'
import { type BenchIncoming, type BenchKey, signedSearch, startIncoming, startPassThrough } from './bench-incoming.ts'
import { compare, type Side, type SideResult } from './compare.ts'
import { type CpuTimes, cpuTimes } from './cpu-time.ts'
import { requestOf } from './load.ts'

const opensearch = loopback(process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200')
const redisUrl = loopback(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379').href
const nodeOptions = process.argv.includes('--profile') ? ['--cpu-prof', '--cpu-prof-dir=.'] : []

const ACTIVITIES = 10_000
const FEEDS = 20

const filter = [{ term: { type: 'Create' } }, { range: { published: { gte: '2023-11-15' } } }]
const tenHits = { size: 10, query: { bool: { filter } } }
const all: BenchKey = { id: 'all', key: 'secret of all' }
const part: BenchKey = { id: 'part', key: 'secret of part', types: ['dit:even'] }
const many = Array.from({ length: 1000 }, (_, n): BenchKey => {
  return { id: `key-${n}`, key: `secret ${n}`, types: ['dit:even', `dit:${n}`] }
})

/** Unsigned, to OpenSearch itself or to what stands there. */
function direct(name: string, search: { query: object }, types?: readonly string[], port = opensearch.port): Side {
  const query = types ? { bool: { must: [search.query], filter: [{ terms: { 'object.type': types } }] } } : search.query
  const headers = { host: opensearch.host, 'content-type': 'application/json' }
  const one = requestOf('POST', '/activities/_search', headers, JSON.stringify({ ...search, query }))
  return { name, port: Number(port), requests: (count) => Array.from({ length: count }, () => one) }
}

function through(name: string, { port }: BenchIncoming, search: object, keys: readonly BenchKey[]): Side {
  const body = JSON.stringify(search)
  const sign = (_: unknown, n: number): Promise<Buffer> =>
    signedSearch(keys[n % keys.length] as BenchKey, '/v2/activities', body)
  return { name, port, requests: (count) => Promise.all(Array.from({ length: count }, sign)) }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
const perSecond = (value: number): string => `${Math.round(value)}/s`
const ms = (value: number): string => `${value.toFixed(2)} ms`

function line(what: string, one: SideResult, other: SideResult): void {
  const rates = `${perSecond(one.perSecond)} of ${perSecond(other.perSecond)} = ${percent(one.perSecond / other.perSecond)}`
  const times = `${ms(one.cpuMs)} for ${ms(other.cpuMs)} = ${percent(other.cpuMs / one.cpuMs)}`
  const parts = Object.entries(one.cpuMsOf).flatMap(([part, spent]) => (spent > 0.002 ? [`${part} ${ms(spent)}`] : []))
  console.log(`  ${what.padEnd(38)} ${rates}; CPU time ${times} (${parts.join(', ')})`)
}

interface Bench {
  readonly incoming: BenchIncoming
  /** The port of the bare proxy. */
  readonly barePort: number
  readonly cpu: () => CpuTimes
}

async function throughput(bench: Bench): Promise<void> {
  console.log(`10 hits of one feed of ${ACTIVITIES} activities, 16 connections:`)
  await compareSearches(bench)
}

/** What a search costs OpenSearch depends on how many indexes there are: each feed has its own. */
async function feeds(bench: Bench): Promise<void> {
  await using others = new AsyncDisposableStack()
  for (let feed = 1; feed < FEEDS; feed += 1) {
    others.use(await fillIndex(opensearch, 'activities', ACTIVITIES, feed))
  }
  console.log(`10 hits of ${FEEDS} feeds of ${ACTIVITIES} activities, 16 connections:`)
  await compareSearches(bench)
}

async function compareSearches({ incoming, barePort, cpu }: Bench): Promise<void> {
  const sides = [
    direct('direct', tenHits),
    direct('bare', tenHits, undefined, String(barePort)),
    through('all', incoming, tenHits, [all]),
    direct('direct part', tenHits, part.types),
    through('part', incoming, tenHits, [part]),
    through('many', incoming, tenHits, many),
  ]
  const of = await compare(sides, { rounds: 5, perRound: 3000, connections: 16, cpu })
  line('a bare proxy, of direct', of('bare'), of('direct'))
  line('a key that sees all, of direct', of('all'), of('direct'))
  line('a key that sees all, of a bare proxy', of('all'), of('bare'))
  line('a key that sees a part, of direct', of('part'), of('direct part'))
  line('1,000 keys, of one', of('many'), of('part'))
}

async function latency({ incoming, cpu }: Bench): Promise<void> {
  const sides = [direct('direct', tenHits), through('all', incoming, tenHits, [all])]
  const of = await compare(sides, { rounds: 10, perRound: 300, connections: 1, cpu })
  const [one, other] = [of('all'), of('direct')]
  console.log('one at a time, above direct:')
  console.log(`  p50 ${ms(one.p50 - other.p50)} (${ms(one.p50)} for ${ms(other.p50)})`)
  console.log(`  p99 ${ms(one.p99 - other.p99)} (${ms(one.p99)} for ${ms(other.p99)})`)
}

async function large({ incoming, barePort, cpu }: Bench): Promise<void> {
  const search = { size: 900, query: { match_all: {} } }
  const bare = direct('bare', search, undefined, String(barePort))
  const sides = [direct('direct', search), bare, through('all', incoming, search, [all])]
  const of = await compare(sides, { rounds: 3, perRound: 200, connections: 4, cpu })
  console.log(`answers of ${(of('all').bytes / 600 / 1_048_576).toFixed(2)} MiB, 4 connections:`)
  line('a bare proxy, of direct', of('bare'), of('direct'))
  line('a key that sees all, of direct', of('all'), of('direct'))
  const held = Math.round(incoming.residentBytes() / 1_048_576)
  console.log(`  ${Math.round(of('all').bytes / 1_048_576)} MiB passed, incoming has ${held} MiB of memory`)
}

await using _index = await fillIndex(opensearch, 'activities', ACTIVITIES)
await using incoming = await startIncoming({ opensearch, redisUrl, keys: [all, part, ...many], nodeOptions })
await using bare = await startPassThrough(opensearch)
const cpu = await cpuTimes(opensearch, redisUrl, { incoming: incoming.pid, bare: bare.pid })
const parts = { throughput, latency, large, feeds }
const asked = Object.keys(parts).filter((name) => process.argv.includes(name))
for (const [name, run] of Object.entries(parts)) {
  if (asked.length === 0 || asked.includes(name)) await run({ incoming, barePort: bare.port, cpu })
}
