import { ConfigurationError } from './configuration-error.ts'
import { createLogger, type Logger } from './log.ts'

export interface Service {
  /** Aborted by SIGTERM and SIGINT: end everything and return. */
  readonly signal: AbortSignal
  readonly logger: Logger
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How long `body` may take to end after a signal before the process ends anyway. */
const GRACE_MS = 8_000

/**
 * Runs an app: `body` until it returns, or until SIGTERM or SIGINT. Then the process ends with status 0, at the latest
 * 8 s after the signal. A {@link ConfigurationError} is printed, every fault of it, and ends the process with status 1,
 * as does anything else that `body` throws.
 */
export async function runService(application: string, body: (service: Service) => Promise<void>): Promise<void> {
  const { env } = process
  const logger = createLogger({ application, format: env.LOG_FORMAT === 'json' ? 'json' : 'text' })
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) return
      logger.info(`Stopping, as ${name} asks...`)
      stop.abort()
      setTimeout(() => {
        logger.warn(`Stopping: something still runs after ${GRACE_MS / 1000} s; it is left... (done)`)
        process.exit(0)
      }, GRACE_MS).unref()
    })
  }
  try {
    await body({ signal: stop.signal, logger, env })
    logger.info('Stopping... (done)')
    process.exit(0)
  } catch (error) {
    if (stop.signal.aborted) {
      logger.info('Stopping... (done)')
      process.exit(0)
    }
    const faults =
      error instanceof ConfigurationError ? error.faults : [error instanceof Error ? error.message : String(error)]
    for (const fault of faults) logger.error(`Starting: ${fault}... (failed)`)
    process.exit(1)
  }
}
