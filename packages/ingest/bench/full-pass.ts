/**
 * How fast a full pass is, against the same documents sent to the same OpenSearch by the best bare `_bulk` loop, in turn.
 * Prints documents a second, and the ratio; and CPU times, which tell more where a machine is shared. Needs
 * OPENSEARCH_URL.
 *
 * node --conditions=@as/source bench/full-pass.ts [activities] [rounds]
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { runBareLoop } from './bare-loop.ts'

const [total = 50_000, rounds = 4] = process.argv.slice(2).map(Number)
const url = process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200'
await using search = connectOpenSearch({ url })

const source = spawn(process.execPath, [join(import.meta.dirname, 'source-process.ts'), `${total}`, '100'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const [port] = (await once(source.stdout, 'data')) as [Buffer]
const seed = `http://127.0.0.1:${Number(port.toString())}/0`
const openSearchCpuMs = await cpuTimeOfOpenSearch()

const ratios: number[] = []
for (let round = 0; round < rounds; round += 1) {
  const bareCpu = await openSearchCpuMs(() => runBareLoop(search.cluster, total))
  const pass = await openSearchCpuMs(runPass)
  const { ms, cpuMs, peakBytes } = pass.result
  const rate = (of: number) => `${Math.round((2 * total) / (of / 1000))} docs/s`
  const seconds = (of: number) => (of / 1000).toFixed(1)
  ratios.push(bareCpu.result / ms)
  console.log(
    `bare ${rate(bareCpu.result)} (OpenSearch ${seconds(bareCpu.cpuMs)} s of CPU), ` +
      `pass ${rate(ms)} (OpenSearch ${seconds(pass.cpuMs)} s, pass ${seconds(cpuMs)} s, peak ${Math.round(peakBytes / 2 ** 20)} MB), ` +
      `ratio ${(bareCpu.result / ms).toFixed(2)}`,
  )
}
// the first one is the cluster's first as well: it compiles while it works
const warm = ratios.slice(1).sort((a, b) => a - b)
console.log(`median ratio but for the first: ${warm[Math.floor(warm.length / 2)]?.toFixed(2)} (goal 0.85)`)
source.stdin.end()

async function runPass(): Promise<{ ms: number; cpuMs: number; peakBytes: number }> {
  const script = join(import.meta.dirname, 'pass-process.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, seed], { env: process.env })
  return JSON.parse(stdout)
}

/** Linux only: elsewhere CPU times are NaN. */
async function cpuTimeOfOpenSearch() {
  const { body } = await search.cluster(
    { method: 'GET', path: '/_nodes/_local/process' },
    { signal: AbortSignal.timeout(5_000) },
  )
  const nodes = Object.values((body as { nodes: Record<string, { process: { id: number } }> }).nodes)
  const read = (): number => {
    try {
      const fields = readFileSync(`/proc/${nodes[0]?.process.id}/stat`, 'utf8').replace(/^.*\) /, '')
      const [user, system] = fields.split(' ').slice(11, 13).map(Number)
      return ((user ?? 0) + (system ?? 0)) * 10 // ticks of 10 ms
    } catch {
      return Number.NaN
    }
  }
  return async <Result>(run: () => Promise<Result>): Promise<{ result: Result; cpuMs: number }> => {
    const before = read()
    const result = await run()
    return { result, cpuMs: read() - before }
  }
}
