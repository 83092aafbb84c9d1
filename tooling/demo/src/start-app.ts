import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { lastLines, type Reaper } from '@as/local-stack'
import type { AppEnvironment } from './app-environments.ts'
import { DemoError } from './errors.ts'

const root = resolve(import.meta.dirname, '../../..')
/** An app promises to end within 10 s of SIGTERM. */
const endTimeoutMs = 10_000

export interface AppOptions {
  /** The folder, from the root: `apps/outgoing`. */
  readonly folder: string
  readonly environment: AppEnvironment
  readonly reaper: Reaper
  /** Told each line that the app logs. */
  readonly onLog: (line: string) => void
  /** Told when the app ends without being asked to. */
  readonly onExit: (error: DemoError) => void
}

export interface RunningApp {
  /** SIGTERM, then, where that is not enough, SIGKILL. Idempotent. */
  stop(): Promise<void>
}

/** Starts one app from its source, with the environment it is deployed with and nothing else. */
export function startApp({ folder, environment, reaper, onLog, onExit }: AppOptions): RunningApp {
  const name = basename(folder)
  const { PATH = '', HOME } = process.env
  const child = spawn(process.execPath, ['--conditions=@as/source', `${folder}/src/main.ts`], {
    cwd: root,
    env: { PATH, ...(HOME === undefined ? {} : { HOME }), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl-C in the terminal is for the demo, which then stops its apps
  })
  reaper.guardProcess(child)
  const said = lastLines([child.stdout, child.stderr])
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', onLog)
  let asked = false
  let ended = false
  child.once('error', (error) => onExit(new DemoError(`Cannot start ${name}: ${error.message}`)))
  child.once('close', (status, by) => {
    ended = true
    const how = by === null ? `with status ${status}` : `by ${by}`
    if (!asked) onExit(new DemoError(`${name} ended unexpectedly, ${how}; it said last:\n${said()}`))
  })
  return {
    async stop() {
      asked = true
      if (ended || child.pid === undefined) return
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs)
      await once(child, 'close')
      clearTimeout(late)
    },
  }
}
