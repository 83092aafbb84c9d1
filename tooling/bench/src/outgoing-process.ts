import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reaper } from '@as/local-stack'
import { type RunningApp, runApp } from '@as/test-stack'

export interface BenchFeed {
  readonly id: string
  readonly seed: string
}

/** What every part of the benchmark gets. */
export interface Bench {
  readonly opensearchUrl: string
  readonly redisUrl: string
  readonly reaper: Reaper
  readonly quick: boolean
}

/** Starts outgoing, from its sources, on some feeds, with the defaults of production but for `env`. */
export function startOutgoing(
  { opensearchUrl, redisUrl, reaper }: Bench,
  feeds: readonly BenchFeed[],
  env: Readonly<Record<string, string>> = {},
): RunningApp {
  const variables = feeds.map(({ id, seed }, position) => {
    const prefix = `FEEDS__${position + 1}__`
    return { [`${prefix}UNIQUE_ID`]: id, [`${prefix}SEED`]: seed, [`${prefix}TYPE`]: 'activity_stream' }
  })
  const all: Record<string, string> = Object.assign(
    { OPENSEARCH_URL: opensearchUrl, REDIS_URL: redisUrl, INDEX_REPLICAS: '0' },
    ...variables,
    env,
  )
  return runApp('outgoing', all, { guard: (child) => reaper.guardProcess(child) })
}

/** Waits until so many first passes are over. @throws {Error} When it takes longer, or the process ends. */
export async function passesDone(app: RunningApp, count: number, timeoutMs = 600_000): Promise<void> {
  let hasEnded = false
  void app.ended.then(() => {
    hasEnded = true
  })
  const until = performance.now() + timeoutMs
  for (;;) {
    const done = new Set(app.lines.flatMap((line) => /^\[outgoing,(.+?),full\].*\(done\)$/.exec(line)?.[1] ?? []))
    if (done.size >= count) return
    if (hasEnded || performance.now() > until) {
      const reason = hasEnded ? 'outgoing ended' : `not within ${timeoutMs} ms`
      throw new Error(
        `${done.size} of ${count} passes done, ${reason}; it said last:\n${app.lines.slice(-20).join('\n')}`,
      )
    }
    await sleep(10)
  }
}

/** Of a process, in MB (Linux). */
export function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** That a process has used so far, its threads included, in seconds (Linux, 100 ticks a second). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
