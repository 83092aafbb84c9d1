import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { processStart } from './process-start.ts'

export type ReaperMessage =
  | { type: 'guard-process'; pid: number; start: string }
  | { type: 'release-process'; pid: number }
  | { type: 'guard-path'; path: string }
  | { type: 'release-path'; path: string }

/** Sees to it that nothing remains when this process ends in whatever way, SIGKILL included. */
export interface Reaper {
  /** The process that cleans up after this one. */
  readonly pid: number | undefined
  /** Ends `child` when this process is gone and `child` is not. Call it right after `spawn`. */
  guardProcess(child: ChildProcess): void
  /** Removes the file or folder when this process is gone. */
  guardPath(path: string): void
  /** Takes a path out again: it is removed, or shall stay. */
  releasePath(path: string): void
  /** Ends the reaper; what is guarded still is cleaned up at once. Idempotent. */
  stop(): Promise<void>
}

/** Starts a small detached process that waits for this one's end. */
export function startReaper(): Reaper {
  const reaper = spawn(process.execPath, [join(import.meta.dirname, 'reaper-process.ts')], {
    cwd: '/',
    detached: true, // Ctrl-C in the terminal is not for it
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const exited = once(reaper, 'exit')
  exited.catch(() => {}) // a reaper that cannot be started is no reason to start nothing
  reaper.stdin.on('error', () => {})
  reaper.unref()
  if ('unref' in reaper.stdin && typeof reaper.stdin.unref === 'function') reaper.stdin.unref()
  const tell = (message: ReaperMessage): void => void reaper.stdin.write(`${JSON.stringify(message)}\n`)
  return {
    pid: reaper.pid,
    guardProcess(child) {
      const { pid } = child
      const start = pid === undefined ? undefined : processStart(pid)
      if (pid === undefined || start === undefined) return
      tell({ type: 'guard-process', pid, start })
      child.once('exit', () => tell({ type: 'release-process', pid }))
    },
    guardPath: (path) => tell({ type: 'guard-path', path }),
    releasePath: (path) => tell({ type: 'release-path', path }),
    async stop() {
      reaper.stdin.end()
      reaper.ref()
      await exited.catch(() => {})
    },
  }
}
