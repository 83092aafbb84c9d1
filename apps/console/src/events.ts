import { describeError, type ErrorReports, type Logger } from '@as/service'
import { Counter, Histogram, Registry } from 'prom-client'
import type { Person } from './console-env.ts'
import type { ProxyRefusal } from './proxy/proxy-routes.ts'
import type { ActionRefusal } from './security/guard-actions.ts'

/** What happens in the console. */
export type ConsoleEvent =
  | { readonly type: 'logged-in' | 'logged-out'; readonly person: Person }
  | { readonly type: 'login-without-role'; readonly email: string }
  | { readonly type: 'login-failed'; readonly error: Error }
  | { readonly type: 'acted'; readonly person: Person; readonly path: string; readonly status: number }
  | { readonly type: 'action-refused'; readonly person: Person; readonly path: string; readonly refusal: ActionRefusal }
  | { readonly type: 'answered'; readonly method: string; readonly status: number; readonly ms: number }
  | { readonly type: 'failed'; readonly method: string; readonly path: string; readonly error: Error }
  | (ProxyRequest & { readonly type: 'proxied'; readonly status: number; readonly ms: number })
  | (ProxyRequest & { readonly type: 'proxy-refused'; readonly refusal: ProxyRefusal })
  | (ProxyRequest & { readonly type: 'proxy-failed'; readonly error: Error })
  | (ProxyRequest & { readonly type: 'proxy-cancelled' })

interface ProxyRequest {
  readonly person: Person
  readonly method: string
  /** Path and query, as they were sent. */
  readonly url: string
}

export interface Observation {
  readonly onEvent: (event: ConsoleEvent) => void
  readonly registry: Registry
}

/** How much of an address a log line repeats. */
const URL_LENGTH = 2_000

/** Turns what happens into log lines and metrics, and what nobody expects into a report. */
export function observe(logger: Logger, errors: Pick<ErrorReports, 'report'>): Observation {
  const registry = new Registry()
  const log = logEvents(logger)
  const measure = measureEvents(registry)
  return {
    registry,
    onEvent(event) {
      log(event)
      measure(event)
      if (event.type === 'failed') errors.report({ kind: 'request-failed', message: describeError(event.error) })
    },
  }
}

function logEvents(logger: Logger): (event: ConsoleEvent) => void {
  const of = ({ email }: Person): Logger => logger.with(email)
  return (event) => {
    switch (event.type) {
      case 'logged-in':
        return of(event.person).info(`Logging in as ${roleName(event.person)}... (done)`)
      case 'logged-out':
        return of(event.person).info('Logging out... (done)')
      case 'login-without-role':
        return logger.with(event.email).warn('Logging in: no claim gives a role... (failed)')
      case 'login-failed':
        return logger.warn(`Logging in: ${withCauses(event.error)}... (failed)`)
      case 'acted': {
        const what = `Carrying out POST ${event.path}: ${event.status}`
        return of(event.person)[event.status < 400 ? 'info' : 'warn'](
          `${what}... (${event.status < 400 ? 'done' : 'failed'})`,
        )
      }
      case 'action-refused':
        return of(event.person).warn(`Carrying out POST ${event.path}: refused, ${event.refusal}... (failed)`)
      case 'failed':
        return logger.error(`Answering ${event.method} ${event.path}: ${withCauses(event.error)}... (failed)`)
      case 'proxied':
        return of(event.person).info(`${passing(event)}: ${event.status} in ${event.ms} ms... (done)`)
      case 'proxy-refused':
        return of(event.person).warn(`${passing(event)}: refused, ${event.refusal}... (failed)`)
      case 'proxy-failed':
        return of(event.person).error(`${passing(event)}: ${withCauses(event.error)}... (failed)`)
      case 'proxy-cancelled':
        return of(event.person).info(`${passing(event)}: the browser hung up... (cancelled)`)
      case 'answered':
        return // pages and streams are too many to tell, and of no interest
    }
  }
}

function measureEvents(registry: Registry): (event: ConsoleEvent) => void {
  const registers = [registry]
  const requests = new Histogram({
    name: 'console_request_duration_seconds',
    help: 'Time until the answer to a request for a page begins',
    labelNames: ['method', 'code'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  const proxied = new Histogram({
    name: 'console_proxy_duration_seconds',
    help: 'Time until the answer to a request that is passed on begins',
    labelNames: ['method', 'code'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  const logins = new Counter({
    name: 'console_logins_total',
    help: 'Logins, by what became of them',
    labelNames: ['status'],
    registers,
  })
  const refusals = new Counter({
    name: 'console_refusals_total',
    help: 'Actions and requests to pass on that were refused',
    labelNames: ['reason'],
    registers,
  })
  return (event) => {
    switch (event.type) {
      case 'answered':
        return requests.observe({ method: event.method, code: event.status }, event.ms / 1000)
      case 'proxied':
        return proxied.observe({ method: event.method, code: event.status }, event.ms / 1000)
      case 'logged-in':
        return logins.inc({ status: 'success' })
      case 'login-without-role':
        return logins.inc({ status: 'no_role' })
      case 'login-failed':
        return logins.inc({ status: 'failure' })
      case 'action-refused':
      case 'proxy-refused':
        return refusals.inc({ reason: event.refusal })
    }
  }
}

function passing({ method, url }: ProxyRequest): string {
  return `Passing on ${method} ${url.slice(0, URL_LENGTH)}`
}

function roleName({ role, admin }: Person): string {
  return admin ? `${role} and admin` : role
}

function withCauses(error: Error): string {
  const message = describeError(error)
  return error.cause instanceof Error ? `${message} (${withCauses(error.cause)})` : message
}
