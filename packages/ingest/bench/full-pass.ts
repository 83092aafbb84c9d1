/**
 * How fast a full pass is, against the same documents sent to the same OpenSearch by the best bare `_bulk` loop, in turn.
 * Prints documents a second, and the ratio; and CPU times, which tell more where a machine is shared. Needs
 * OPENSEARCH_URL.
 *
 * node --conditions=@as/source bench/full-pass.ts [activities] [rounds]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { runBareLoop } from './bare-loop.ts'

const [total = 200_000, count = 5] = process.argv.slice(2).map(Number)
const url = process.env.OPENSEARCH_URL ?? 'http://127.0.0.1:9200'
await using search = connectOpenSearch({ url })

const source = spawn(process.execPath, [join(import.meta.dirname, 'source-process.ts'), `${total}`, '100'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const [port] = (await once(source.stdout, 'data')) as [Buffer]
const seed = `http://127.0.0.1:${Number(port.toString())}/0`
const passes = passProcess()
const openSearchCpuMs = await cpuTimeOfOpenSearch()

const rounds: { bare: number; pass: number }[] = []
// the first one is the cluster's and the passes' first as well, which compile while they work
for (let round = 0; round <= count; round += 1) {
  // by turns, so that neither always comes first
  const isBareFirst = round % 2 === 0
  const first = isBareFirst ? await bareLoop() : await fullPass()
  const second = isBareFirst ? await fullPass() : await bareLoop()
  const [bare, pass] = isBareFirst ? [first, second] : [second, first]
  if (round > 0) rounds.push({ bare: bare.ms, pass: pass.ms })
  const ratio = (bare.ms / pass.ms).toFixed(2)
  console.log(`${round === 0 ? 'cold' : round}: ratio ${ratio}; bare ${bare.told}; pass ${pass.told}`)
}
const ratios = rounds.map(({ bare, pass }) => bare / pass).sort((a, b) => a - b)
const sum = (of: 'bare' | 'pass') => rounds.reduce((ms, round) => ms + round[of], 0)
console.log(`median ratio ${ratios[Math.floor(ratios.length / 2)]?.toFixed(2)} (goal 0.85)`)
console.log(`of all rounds together ${(sum('bare') / sum('pass')).toFixed(2)}`)
source.stdin.end()
passes.end()

async function bareLoop(): Promise<{ ms: number; told: string }> {
  const { result: ms, cpuMs } = await openSearchCpuMs(() => runBareLoop(search.cluster, total))
  return { ms, told: `${rate(ms)} (CPU of OpenSearch ${seconds(cpuMs)})` }
}

async function fullPass(): Promise<{ ms: number; told: string }> {
  const { result, cpuMs } = await openSearchCpuMs(passes.run)
  const { ms, cpuMs: ours, peakBytes } = result
  const peak = `${Math.round(peakBytes / 2 ** 20)} MB`
  return { ms, told: `${rate(ms)} (CPU of OpenSearch ${seconds(cpuMs)}, of the pass ${seconds(ours)}, ${peak})` }
}

function rate(ms: number): string {
  return `${Math.round((2 * total) / (ms / 1000))} documents/s`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function passProcess() {
  const script = join(import.meta.dirname, 'pass-process.ts')
  // its heap grows as outgoing's does: apps/outgoing/src/limit-heap-growth.ts
  const flags = ['--max-semi-space-size=4', '--heap-growing-percent=110']
  const child = spawn(process.execPath, [...flags, script, seed], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  return {
    async run(): Promise<{ ms: number; cpuMs: number; peakBytes: number }> {
      child.stdin.write('pass\n')
      const [line] = (await once(lines, 'line')) as [string]
      return JSON.parse(line)
    },
    end() {
      child.stdin.end()
    },
  }
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
