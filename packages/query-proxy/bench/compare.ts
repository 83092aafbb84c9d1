import type { CpuTimes } from './cpu-time.ts'
import { type LoadResult, quantile, runLoad } from './load.ts'

/** One of the things that are compared. */
export interface Side {
  readonly name: string
  readonly port: number
  readonly requests: (count: number) => Promise<readonly Buffer[]> | readonly Buffer[]
}

export interface CompareOptions {
  readonly rounds: number
  readonly perRound: number
  readonly connections: number
  readonly cpu: () => CpuTimes
}

/** What all rounds of one side came to. */
export interface SideResult {
  /** The median round. */
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** CPU time a request, in milliseconds: of all processes together, and of each. */
  readonly cpuMs: number
  readonly cpuMsOf: CpuTimes
  readonly bytes: number
}

/** Until then OpenSearch's Java and the V8 of incoming compile, for seconds of CPU time, what they are asked for. */
const WARM_UP_ROUNDS = 5

/** Runs the sides by turns, so that what else the machine does falls on all, after rounds that do not count. */
export async function compare(sides: readonly Side[], options: CompareOptions): Promise<(name: string) => SideResult> {
  const { rounds, perRound, connections, cpu } = options
  const results = new Map<string, (LoadResult & { cpuMsOf: CpuTimes })[]>(sides.map(({ name }) => [name, []]))
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const { name, port, requests } of sides) {
      const ready = await requests(perRound)
      const before = cpu()
      const result = await runLoad({ port, requests: ready, connections })
      const after = cpu()
      const cpuMsOf = eachPart((part) => (after[part] - before[part]) / perRound)
      const isGood = Object.keys(result.statuses).every((status) => status === '200')
      if (!isGood) throw new Error(`${name}: answers ${JSON.stringify(result.statuses)}`)
      if (round >= 0) results.get(name)?.push({ ...result, cpuMsOf })
    }
  }
  return (name) => {
    const found = results.get(name) ?? []
    const sorted = (values: number[]): number[] => values.sort((a, b) => a - b)
    const latencies = sorted(found.flatMap((result) => result.latencies))
    return {
      perSecond: quantile(sorted(found.map(({ perSecond }) => perSecond)), 0.5),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      cpuMs: quantile(sorted(found.map(({ cpuMsOf }) => sumOf(cpuMsOf))), 0.5),
      cpuMsOf: eachPart((part) => quantile(sorted(found.map(({ cpuMsOf }) => cpuMsOf[part])), 0.5)),
      bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    }
  }
}

function eachPart(timeOf: (part: keyof CpuTimes) => number): CpuTimes {
  const [load, incoming, bare] = [timeOf('load'), timeOf('incoming'), timeOf('bare')]
  return { load, incoming, bare, opensearch: timeOf('opensearch'), redis: timeOf('redis') }
}

function sumOf(times: CpuTimes): number {
  return Object.values(times).reduce((sum, value) => sum + value, 0)
}
