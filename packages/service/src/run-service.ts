import { ConfigurationError } from './configuration-error.ts'
import { describeCrash } from './describe-crash.ts'
import { createLogger, type Logger } from './log.ts'
import { createErrorReports, type ErrorReports } from './sentry/error-reports.ts'

export interface Service {
  /** Aborted by SIGTERM and SIGINT: end everything and return. */
  readonly signal: AbortSignal
  readonly logger: Logger
  readonly env: Readonly<Record<string, string | undefined>>
  /** What people should know about: `errors.report({ kind, about, message })`. Goes to Sentry, if anywhere. */
  readonly errors: ErrorReports
}

/** How long `body` may take to end after a signal before the process ends anyway. */
const GRACE_MS = 8_000

/**
 * Runs an app: `body` until it returns, or until SIGTERM or SIGINT. Then the process ends with status 0, at the latest
 * 9 s after the signal. A {@link ConfigurationError} is printed, every fault of it, and ends the process with status 1,
 * as does anything else that is thrown, in `body` or anywhere; that is reported.
 */
export async function runService(application: string, body: (service: Service) => Promise<void>): Promise<void> {
  const { env } = process
  const logger = createLogger({ application, format: env.LOG_FORMAT === 'json' ? 'json' : 'text' })
  const signal = stopSignal(logger)
  const errors = await createErrorReports({ application, env, logger })
  const crash = async (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    logger.error(`Running: ${stack}... (failed)`)
    errors.report({ kind: 'crashed', message: `It ended: ${describeCrash(error)}` })
    await errors.close()
    process.exit(1)
  }
  process.on('uncaughtException', (error) => void crash(error))
  try {
    await body({ signal, logger, env, errors })
  } catch (error) {
    if (error instanceof ConfigurationError) {
      for (const fault of error.faults) logger.error(`Starting: ${fault}... (failed)`)
      process.exit(1)
    }
    if (!signal.aborted) return await crash(error)
  }
  await errors.close()
  logger.info('Stopping... (done)')
  process.exit(0)
}

/** Aborted by the first SIGTERM or SIGINT; then the process has a while to end by itself. */
function stopSignal(logger: Logger): AbortSignal {
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
  return stop.signal
}
