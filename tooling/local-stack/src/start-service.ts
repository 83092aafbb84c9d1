import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { LocalStackError } from './errors.ts'
import { lastLines } from './last-lines.ts'
import type { StackContext } from './stack-context.ts'

export interface ServiceCommand {
  /** For people: `Redis 7.0.15`. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** Asked again and again until it gives the address under which the service answers; may throw meanwhile. */
  findUrl(signal: AbortSignal): Promise<string | undefined>
  /** Called before the service is started again: what makes it come back at the same address. */
  beforeRestart?(url: string): void
}

export interface RunningService {
  readonly url: string
  /** Ends the service at once with SIGKILL; what it had written to disk stays until its stack is stopped. Idempotent. */
  stop(): Promise<void>
  /** Starts a stopped service again, at the same address and on the same data. Resolves when it answers. */
  restart(): Promise<void>
}

const startTimeoutMs = 120_000
const pollEveryMs = 25

/**
 * Starts a service as a child process and waits until it answers.
 *
 * @throws {LocalStackError} `not_started` when it ends or takes longer than two minutes; nothing runs on then.
 */
export async function startService(context: StackContext, service: ServiceCommand): Promise<RunningService> {
  let running = await launch(context, service)
  return {
    url: running.url,
    stop: () => running.stop(),
    async restart() {
      await running.stop()
      service.beforeRestart?.(running.url)
      running = await launch(context, service)
    },
  }
}

async function launch(context: StackContext, service: ServiceCommand): Promise<Omit<RunningService, 'restart'>> {
  const { cache, signal, reaper, run, user, environment, onProgress, onExit } = context
  const { name, command, args, cwd } = service
  const from = performance.now()
  const env = { ...(environment.PATH === undefined ? {} : { PATH: environment.PATH }), ...service.environment }
  // detached: a Ctrl-C in the terminal is for whoever started the stack, who then stops it
  const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...user })
  reaper.guardProcess(child)
  run.record(child.pid)
  const output = lastLines([child.stdout, child.stderr])
  let ended: string | undefined
  let ready = false
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (status, by) => {
    ended ??= by === null ? `it ended with status ${status}` : `it was ended by ${by}`
    if (ready) onExit(`${name} stopped: ${ended}; it said last:\n${output()}`)
  })
  const stop = async (): Promise<void> => {
    ready = false
    if (ended !== undefined) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const fault = (what: string): LocalStackError => {
    const advice = `try again, and remove "${cache}" if it fails again`
    const code = /No space left on device/.test(output()) ? 'disk_full' : 'not_started'
    return new LocalStackError(code, `Cannot start ${name}: ${what}; ${advice}; it said last:\n${output()}`)
  }
  try {
    onProgress(`Starting ${name}...`)
    for (;;) {
      signal.throwIfAborted()
      if (ended !== undefined) throw fault(ended)
      const url = await service.findUrl(signal).catch(() => undefined)
      if (url !== undefined) {
        ready = true
        onProgress(`${name} is ready (${((performance.now() - from) / 1000).toFixed(1)} s).`)
        return { url, stop }
      }
      if (performance.now() - from > startTimeoutMs) throw fault(`it did not answer within ${startTimeoutMs / 1000} s`)
      await sleep(pollEveryMs, undefined, { signal })
    }
  } catch (error) {
    await stop()
    throw error
  }
}
