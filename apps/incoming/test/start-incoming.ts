import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Incoming extends AsyncDisposable {
  readonly port: number
  readonly process: ChildProcess
  /** What it logged so far. */
  lines(): readonly string[]
  /** Waits for a line. */
  line(pattern: RegExp): Promise<string>
}

/** Starts the app as a process of its own, with nothing but these variables, PATH and HOME; port 0 is a free one. */
export function spawnIncoming(env: Record<string, string>): Omit<Incoming, 'port'> {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--conditions=@as/source', main], { env: { PATH, HOME, ...env } })
  const lines: string[] = []
  let rest = ''
  const collect = (chunk: Buffer): void => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    child.emit('lines')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return {
    process: child,
    lines: () => lines,
    async line(pattern) {
      while (true) {
        const found = lines.find((line) => pattern.test(line))
        if (found !== undefined) return found
        if (child.exitCode !== null) throw new Error(`incoming ended without ${pattern}: ${lines.join('\n')}`)
        await Promise.race([once(child, 'lines'), once(child, 'close')])
      }
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

export async function startIncoming(env: Record<string, string>): Promise<Incoming> {
  const spawned = spawnIncoming({ PORT: '0', ...env })
  const listening = await spawned.line(/Listening on port/)
  return { ...spawned, port: Number(/port (\d+)/.exec(listening)?.[1]) }
}
