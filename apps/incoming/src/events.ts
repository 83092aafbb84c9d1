import { QueryProxyError, type QueryProxyEvent } from '@as/query-proxy'
import type { ErrorReports, Logger } from '@as/service'
import { Registry } from 'prom-client'
import { countKeyUsage, type KeyUsageCounter } from './count-key-usage.ts'
import { measureRequests } from './measure-requests.ts'
import { reportFailures } from './report-failures.ts'

export interface Observation {
  readonly onEvent: (event: QueryProxyEvent) => void
  readonly registry: Registry
  readonly usage: KeyUsageCounter
}

/** How much of a path a log line repeats. */
const PATH_LENGTH = 200

/** Turns what happens into one log line and one metric each, and counts it for its key. */
export function observe(logger: Logger, errors: ErrorReports): Observation {
  const registry = new Registry()
  const measure = measureRequests(registry)
  const log = logRequests(logger)
  const usage = countKeyUsage()
  const report = reportFailures(errors)
  return {
    registry,
    usage,
    onEvent(event) {
      log(event)
      measure(event)
      usage.onEvent(event)
      report(event)
    },
  }
}

/** Logs a request's start and end, and what went wrong between, under the request's id and, once known, the key's. */
function logRequests(logger: Logger): (event: QueryProxyEvent) => void {
  const running = new Map<string, { logger: Logger; what: string }>()
  const end = (requestId: string): { logger: Logger; what: string } => {
    const request = running.get(requestId) ?? { logger: logger.with(requestId), what: 'Answering request' }
    running.delete(requestId)
    return request
  }
  return (event) => {
    const request = running.get(event.requestId)
    const scoped = request?.logger ?? logger.with(event.requestId)
    switch (event.type) {
      case 'request-started': {
        const what = `Answering request (${event.method} ${event.path.slice(0, PATH_LENGTH)})`
        running.set(event.requestId, { logger: scoped, what })
        scoped.info(`${what}...`)
        return
      }
      case 'request-authenticated': {
        const withKey = logger.with(event.requestId, event.keyId)
        if (request) running.set(event.requestId, { ...request, logger: withKey })
        withKey.info('Authenticating request... (done)')
        return
      }
      case 'request-unauthenticated':
        return scoped.warn(`Authenticating request: ${event.reason}... (failed)`)
      case 'search-answered':
        return scoped.info(`Searching ${event.alias}: ${event.status} in ${event.ms} ms... (done)`)
      case 'request-failed':
        return scoped.error(`Handling request: ${describe(event.error)}... (failed)`)
      case 'answer-broken-off':
        return scoped.error(`Passing the answer on: ${describe(event.error)}... (failed)`)
      case 'request-cancelled': {
        const { logger: last, what } = end(event.requestId)
        return last.info(`${what}: the caller hung up after ${event.ms} ms... (cancelled)`)
      }
      case 'request-answered': {
        const { logger: last, what } = end(event.requestId)
        return last.info(`${what}: ${event.status} in ${event.ms} ms... (done)`)
      }
    }
  }
}

/** What a caller may be told holds names from their own body, so of these only the code is logged. */
function describe(error: unknown): string {
  if (!(error instanceof QueryProxyError)) return String(error)
  if (error.code === 'search_refused' || error.code === 'body_invalid') return error.code
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}
