import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reaper } from '@as/local-stack'
import { type FaultProxy, type RunningApp, runApp, startFaultProxy } from '@as/test-stack'
import type { HistorySource } from './history-source.ts'

export interface InstanceOptions {
  readonly name: string
  readonly opensearchUrl: string
  readonly redisUrl: string
  readonly sources: readonly HistorySource[]
  readonly reaper: Reaper
  /** Told when a process ends without being asked to. */
  readonly onEnd: (sentence: string) => void
  /** Variables beside, and in place of, those that every scenario has. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** How much its clock is ahead, in milliseconds. */
  readonly clockShiftMs?: number | undefined
}

/** An outgoing whose process may be killed and started again, and whose way to OpenSearch may be disturbed. */
export interface Instance extends AsyncDisposable {
  readonly name: string
  /** Between it and OpenSearch. */
  readonly proxy: FaultProxy
  /** What it logged, in all its lives. */
  readonly lines: readonly string[]
  readonly isRunning: boolean
  start(env?: Readonly<Record<string, string>>): void
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with its status when it is gone. */
  stop(): Promise<number | NodeJS.Signals>
  /** SIGSTOP. */
  pause(): void
  /** SIGCONT. */
  resume(): void
}

/** As fast as a test wants it, and with short waits. */
const quickEnv = {
  FULL_INGEST_MIN_INTERVAL_SECONDS: '0.3',
  UPDATES_INTERVAL_SECONDS: '0.1',
  RETRY_INTERVALS_SECONDS: '0.1,0.2,0.5,1',
  HTTP_TIMEOUT_SECONDS: '10',
  INDEX_REPLICAS: '0',
  RETIRE_AFTER_SECONDS: '3',
}

/** Starts an outgoing, a process as in production, behind a proxy of its own. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const { name, opensearchUrl, redisUrl, sources, reaper, onEnd, clockShiftMs = 0 } = options
  const proxy = await startFaultProxy(opensearchUrl)
  const feeds = sources.map(({ feed, seed }, position) => {
    const prefix = `FEEDS__${position + 1}__`
    return { [`${prefix}UNIQUE_ID`]: feed, [`${prefix}SEED`]: seed, [`${prefix}TYPE`]: 'activity_stream' }
  })
  const shift = {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'shift-clock.ts')}`,
    CHAOS_CLOCK_SHIFT_MS: `${clockShiftMs}`,
  }
  const env: Record<string, string> = Object.assign(
    { ...quickEnv, OPENSEARCH_URL: proxy.url, REDIS_URL: redisUrl },
    ...feeds,
    clockShiftMs === 0 ? {} : shift,
    options.env,
  )
  const lines: string[] = []
  let app: RunningApp | undefined
  const end = async (signal: NodeJS.Signals): Promise<number | NodeJS.Signals> => {
    if (!app) return 0
    const ending = app
    app = undefined
    ending.kill('SIGCONT')
    ending.kill(signal)
    const late = setTimeout(() => ending.kill('SIGKILL'), 15_000)
    const status = await ending.ended
    clearTimeout(late)
    lines.push(...ending.lines, `-- ended with ${status} --`)
    return status
  }
  const instance: Instance = {
    name,
    proxy,
    get lines() {
      return [...lines, ...(app?.lines ?? [])]
    },
    get isRunning() {
      return app !== undefined
    },
    start(more = {}) {
      const started = runApp('outgoing', { ...env, ...more }, { guard: (child) => reaper.guardProcess(child) })
      app = started
      void started.ended.then((status) => {
        if (app === started) onEnd(`the process "${name}" ended by itself with ${status}`)
      })
    },
    async kill() {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
    pause: () => app?.kill('SIGSTOP'),
    resume: () => app?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      proxy.interfere(undefined)
      await Promise.race([end('SIGKILL'), sleep(20_000, undefined, { ref: false })])
      await proxy[Symbol.asyncDispose]()
    },
  }
  instance.start()
  return instance
}
