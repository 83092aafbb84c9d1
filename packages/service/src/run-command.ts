import { ConfigurationError } from './configuration-error.ts'
import { describeError } from './describe-error.ts'

export interface Command {
  readonly env: Readonly<Record<string, string | undefined>>
  /** What stands behind the command's name. */
  readonly args: readonly string[]
  /** Aborted by SIGINT and SIGTERM, and when nobody reads the output any more. */
  readonly signal: AbortSignal
  /** Writes a line of the result, once the reader has taken those before. */
  write(line: string): Promise<void>
}

/** Says how a command is used, in place of a result. */
export class UsageError extends Error {}

/**
 * Runs a command beside an app, in the app's environment: `body` writes its result, and the process ends with status 0.
 * Whatever is thrown is said on standard error, of a {@link ConfigurationError} every fault, and the status is 1; 2 for
 * a {@link UsageError}.
 */
export async function runCommand(body: (command: Command) => Promise<void>): Promise<void> {
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort())
  // whoever reads may have seen enough: `… | head`
  process.stdout.on('error', () => stop.abort())
  const write = async (line: string) => {
    stop.signal.throwIfAborted()
    if (process.stdout.write(`${line}\n`)) return
    await new Promise<void>((resolve) => {
      process.stdout.once('drain', resolve)
      stop.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
  try {
    await body({ env: process.env, args: process.argv.slice(2), signal: stop.signal, write })
    process.exitCode = 0
  } catch (error) {
    if (stop.signal.aborted) process.exit(0)
    const faults = error instanceof ConfigurationError ? error.faults : [describeError(error)]
    for (const fault of faults) console.error(fault)
    process.exitCode = error instanceof UsageError ? 2 : 1
  }
}
