import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Event, Transport } from '@sentry/core'
import type { Logger } from '../log.ts'
import { createRateLimit } from './rate-limit.ts'
import { redactor } from './redact.ts'
import { sentryDsn } from './sentry-dsn.ts'

/** Something that people should know about. */
export interface ErrorReport {
  /** `document-refused`: reports of one kind about the same thing are one issue in Sentry. */
  readonly kind: string
  /** What it is about, where there is more than one: a feed's id. */
  readonly about?: string
  /** A sentence with neither a secret, nor a document, nor personal data in it. */
  readonly message: string
}

export interface ErrorReports {
  /** Sends the report, or forgets it where its like was sent a short while ago or too many are on their way. Never throws. */
  report(report: ErrorReport): void
  /** Waits until what is on its way is sent, at most 1 s. */
  close(): Promise<void>
}

export interface ErrorReportsOptions {
  /** `outgoing` */
  readonly application: string
  /** `SENTRY_DSN`, `SENTRY_ENVIRONMENT`, and what else of it must not be sent. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly logger: Logger
  /** How often the same kind about the same thing is reported: default, once an hour. */
  readonly everyMs?: number
  /** How long Sentry may take to answer: default 5,000. */
  readonly timeoutMs?: number
  /** How many reports may be on their way: default 10. */
  readonly maxInFlight?: number
  readonly now?: () => number
}

const nowhere: ErrorReports = { report: () => undefined, close: async () => undefined }

const MAX_MESSAGE_LENGTH = 1_000
const CLOSE_MS = 1_000

/**
 * Reports errors to Sentry, where `SENTRY_DSN` says so; without it nothing is loaded and nothing is sent. Whatever Sentry
 * does, refuse, hang, or ask for fewer, costs a line in the log now and then and nothing else.
 */
export async function createErrorReports(options: ErrorReportsOptions): Promise<ErrorReports> {
  const { application, env, logger, everyMs = 3_600_000, now = Date.now } = options
  const address = sentryDsn(env)
  if (address === undefined) return nowhere
  // some 25 MB, for those who use it
  const sentry = await import('@sentry/core')
  const dsn = sentry.makeDsn(address)
  if (!dsn) return nowhere

  const transport = transportTo(sentry.createTransport, sentry.getEnvelopeEndpointWithUrlEncodedAuth(dsn), options)
  const redact = redactor(env)
  const reports = createRateLimit({ everyMs, now })
  const complaints = createRateLimit({ everyMs, now })
  const complain = (reason: string) => {
    if (complaints.take('sentry')) logger.warn(`Reporting to Sentry: ${redact(reason)}... (failed)`)
  }
  return {
    report({ kind, about, message }) {
      const topic = about === undefined ? [kind] : [kind, about]
      const turn = reports.take(topic.join(' '))
      if (!turn) return
      const event: Event = {
        event_id: sentry.uuid4(),
        timestamp: now() / 1000,
        platform: 'node',
        level: 'error',
        logger: application,
        server_name: hostname(),
        ...(env.SENTRY_ENVIRONMENT && { environment: env.SENTRY_ENVIRONMENT }),
        message: redact(message).slice(0, MAX_MESSAGE_LENGTH),
        tags: { application, kind, ...(about !== undefined && { about }) },
        fingerprint: [application, ...topic],
        extra: { suppressed: turn.suppressed },
      }
      transport.send(sentry.createEventEnvelope(event, dsn)).then(
        ({ statusCode = 200 }) => {
          if (statusCode >= 300) complain(`it answered ${statusCode}`)
        },
        (error: Error & { cause?: { code?: string } }) => complain(error.cause?.code ?? error.message),
      )
    },
    async close() {
      await Promise.race([transport.flush(), sleep(CLOSE_MS)])
    },
  }
}

/** Sentry's own transport keeps to the rate limits that it is told; what is too much, or fails, is dropped. */
function transportTo(
  createTransport: typeof import('@sentry/core').createTransport,
  url: string,
  { timeoutMs = 5_000, maxInFlight = 10 }: Pick<ErrorReportsOptions, 'timeoutMs' | 'maxInFlight'>,
): Transport {
  return createTransport({ bufferSize: maxInFlight, recordDroppedEvent: () => undefined }, async ({ body }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-sentry-envelope' },
      body: body as string | Uint8Array<ArrayBuffer>,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    return {
      statusCode: response.status,
      headers: {
        'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
        'retry-after': response.headers.get('retry-after'),
      },
    }
  })
}
