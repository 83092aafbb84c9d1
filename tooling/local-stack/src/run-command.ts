import { execFile } from 'node:child_process'
import type { Reaper } from './reaper.ts'
import type { ServiceUser } from './service-user.ts'

export interface CommandResult {
  /** `undefined` when it could not be run at all, or was ended by a signal. */
  readonly status: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs a short command to its end; a command that is not there is a result, not an exception. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { signal: AbortSignal; reaper: Reaper; user?: ServiceUser | undefined; timeoutMs?: number },
): Promise<CommandResult> {
  const { signal, reaper, user, timeoutMs = 20_000 } = options
  return new Promise((resolve) => {
    const child = execFile(
      command,
      [...args],
      { signal, timeout: timeoutMs, cwd: '/', killSignal: 'SIGKILL', ...user },
      (error, stdout, stderr) => {
        const status = error ? (typeof error.code === 'number' ? error.code : undefined) : 0
        resolve({ status, stdout, stderr })
      },
    )
    reaper.guardProcess(child)
  })
}
