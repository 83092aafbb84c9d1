/**
 * What hostile callers get, how soon, and what another caller notices: searches one at a time, quiet and then beside
 * each kind of attack, with the attacker under a key of its own. Needs OPENSEARCH_URL and REDIS_URL of a stack on this
 * machine, with nothing else on it. Bounded: a set number of requests, on this machine only.
 */
import { connect } from 'node:net'
import { fillIndex, loopback } from './bench-cluster.ts'
import { type BenchKey, signedSearch, startIncoming } from './bench-incoming.ts'
import { quantile, runLoad } from './load.ts'

const opensearch = loopback(process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200')
const redisUrl = loopback(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379').href
const caller: BenchKey = { id: 'caller', key: 'secret of caller', types: ['dit:even'] }
const attacker: BenchKey = { id: 'attacker', key: 'secret of attacker', types: ['dit:even'] }
const path = '/v2/activities'

const deep = (depth: number): string => `${'{"query":{"bool":{"must":'.repeat(depth / 3)}{}${'}}}'.repeat(depth / 3)}`
const term = '{"term":{"type":"Create"}}'
const attacks: Readonly<Record<string, () => Promise<Buffer>>> = {
  'depth 5,000': () => signedSearch(attacker, path, deep(5_000)),
  'depth 100,000 of lists': () => signedSearch(attacker, path, `{"query":${'['.repeat(100_000)}`),
  '38,000 clauses in 1 MB': () =>
    signedSearch(attacker, path, `{"query":{"bool":{"should":[${Array(38_000).fill(term).join(',')}]}}}`),
  '1,000,000 buckets': () =>
    signedSearch(attacker, path, '{"size":0,"aggs":{"a":{"terms":{"field":"id","size":1000000}}}}'),
  'buckets in buckets': () =>
    signedSearch(
      attacker,
      path,
      '{"size":0,"aggs":{"a":{"terms":{"field":"id","size":9999},"aggs":{"b":{"terms":{"field":"id","size":9999}}}}}}',
    ),
  'a text of 1 MB': () =>
    signedSearch(attacker, path, `{"query":{"match":{"object.name":"${'tea '.repeat(250_000)}"}}}`),
  'announced 1 GB': async () => {
    const request = (await signedSearch(attacker, path, '')).toString('latin1')
    return Buffer.from(`${request.replace('content-length: 0', 'content-length: 1073741824')}${' '.repeat(65_536)}`)
  },
  'wrong signature, 1 MB': async () => {
    const request = await signedSearch({ ...attacker, key: 'guessed' }, path, ' '.repeat(1_000_000))
    return request
  },
}

await using _index = await fillIndex(opensearch, 'activities', 10_000)
await using incoming = await startIncoming({ opensearch, redisUrl, keys: [caller, attacker] })
const { port } = incoming
const search = JSON.stringify({ size: 10, query: { term: { type: 'Create' } } })
const ms = (value: number): string => `${value.toFixed(1)} ms`

async function callerWaits(count: number): Promise<readonly number[]> {
  const requests = await Promise.all(Array.from({ length: count }, () => signedSearch(caller, path, search)))
  const { latencies, statuses } = await runLoad({ port, requests, connections: 1 })
  if (statuses['200'] !== count) throw new Error(`the caller was answered ${JSON.stringify(statuses)}`)
  return latencies
}

await callerWaits(2_000)
const quiet = await callerWaits(1_000)
console.log(`quiet: another caller's p50 ${ms(quantile(quiet, 0.5))}, p99 ${ms(quantile(quiet, 0.99))}`)

function report(name: string, beside: readonly number[], answers: string): void {
  const p99 = quantile(beside, 0.99)
  const factor = (p99 / quantile(quiet, 0.99)).toFixed(1)
  console.log(
    `${name}: ${answers}; another caller's p50 ${ms(quantile(beside, 0.5))}, p99 ${ms(p99)} = ${factor} × quiet`,
  )
}

for (const [name, attack] of Object.entries(attacks)) {
  const one = await attack()
  // long enough that the other caller is beside it all the time, as far as memory allows
  const count = one.length > 65_536 ? 150 : 1_000
  const requests = await Promise.all(Array.from({ length: count }, attack))
  // as many at a time as one attacker might have on one instance, with the machine's other core left for the rest
  const [{ latencies, statuses }, beside] = await Promise.all([
    runLoad({ port, requests, connections: 2 }),
    callerWaits(300),
  ])
  const answers = `${JSON.stringify(statuses)}, p50 ${ms(quantile(latencies, 0.5))}, p99 ${ms(quantile(latencies, 0.99))}`
  report(name, beside, answers)
}

const slow = await Promise.all(
  Array.from({ length: 200 }, async () => {
    const request = (await signedSearch(attacker, path, ' '.repeat(1000))).toString('latin1')
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(request.slice(0, -900))
    const timer = setInterval(() => socket.write(' '), 1_000)
    return { socket, timer }
  }),
)
report('200 slow bodies', await callerWaits(500), 'held')
for (const { socket, timer } of slow) {
  clearInterval(timer)
  socket.destroy()
}
