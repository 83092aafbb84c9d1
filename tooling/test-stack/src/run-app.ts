import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface RunningApp extends AsyncDisposable {
  readonly pid: number
  /** Every line it wrote, to either output. */
  readonly lines: readonly string[]
  kill(signal: NodeJS.Signals): void
  /** Resolves when it has ended: with its status, or with the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

const root = join(import.meta.dirname, '../../..')

/**
 * Starts `apps/{name}` from its sources, as the process it is in production: with these environment variables, `PATH`
 * and `HOME`, and nothing else.
 *
 * @param options.guard Told of the child right after its start, e.g. a reaper that ends it with this process.
 */
export function runApp(
  name: string,
  env: Readonly<Record<string, string>>,
  { guard }: { guard?: (child: ChildProcess) => void } = {},
): RunningApp {
  const main = join(root, 'apps', name, 'src/main.ts')
  const child: ChildProcess = spawn(process.execPath, ['--conditions=@as/source', main], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  guard?.(child)
  const lines: string[] = []
  for (const output of [child.stdout, child.stderr]) {
    let rest = ''
    output?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
  }
  const ended = once(child, 'close').then(([status, signal]) => (signal ?? status) as number | NodeJS.Signals)
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    kill: (signal) => child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
