import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { BenchFeed } from './outgoing-process.ts'

export interface Source extends AsyncDisposable {
  readonly feeds: readonly BenchFeed[]
}

/** Starts a source in a process of its own, which ends with this one. */
export async function startSource(
  kind: 'generated' | 'held',
  { feeds, activities }: { feeds: number; activities: number },
): Promise<Source> {
  const file = join(import.meta.dirname, 'source-process.ts')
  const args = ['--conditions=@as/source', file, kind, `${feeds}`, `${activities}`]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    feeds: Array.from({ length: feeds }, (_, n) => ({
      // named anew for each size: a feed that is suddenly smaller is held by the guard
      id: `bench-${feeds}x${activities}-${n}`,
      seed: `http://127.0.0.1:${Number(port.toString())}/${n}/feed`,
    })),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}
