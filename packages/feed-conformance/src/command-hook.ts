import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SourceHook } from './probe.ts'

const run = promisify(execFile)

/** A hook that runs a shell command; what it prints are the ids, one a line. It gets 30 s. */
export function commandHook(command: string): SourceHook {
  return async (signal) => {
    const { stdout } = await run('/bin/sh', ['-c', command], { signal, timeout: 30_000, maxBuffer: 1024 * 1024 })
    return stdout
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  }
}
