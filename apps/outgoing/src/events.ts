import type { FeedClientEvent } from '@as/feed-client'
import type { IngestEvent } from '@as/ingest'
import type { LeaseEvent } from '@as/ingest/redis'
import type { ErrorReports, Logger } from '@as/service'
import { Registry } from 'prom-client'
import { logIngest } from './log-ingest.ts'
import { measureFeeds } from './measure-feeds.ts'
import { measureIngest } from './measure-ingest.ts'
import { measureOutcomes } from './measure-outcomes.ts'
import { measureRequests } from './measure-requests.ts'
import { reportIngest } from './report-ingest.ts'
import type { StatusBoard } from './status-board.ts'

export interface Observation {
  readonly onEvent: (event: IngestEvent) => void
  readonly onLease: (event: LeaseEvent) => void
  readonly onRequest: (event: FeedClientEvent) => void
  readonly registry: Registry
  /** A number that changes whenever a metric may have. */
  readonly changes: () => number
}

/** How often requests alone count as a change: a hundred tails that wait ask all the time, and reading all metrics costs. */
const REQUESTS_MS = 10_000

/** Turns what happens into log lines, metrics, reports and what the board shows. */
export function observe(
  logger: Logger,
  {
    errors,
    board,
    feedIds,
    now = Date.now,
  }: { errors: ErrorReports; board: StatusBoard; feedIds: readonly string[]; now?: () => number },
): Observation {
  const registry = new Registry()
  const log = logIngest(logger)
  const observers = [
    log,
    measureIngest(registry),
    measureOutcomes(registry, feedIds),
    reportIngest(errors),
    board.onEvent,
  ]
  measureFeeds(registry, board)
  const measureRequest = measureRequests(registry)
  let events = 0
  const requests = { seen: 0, told: 0, toldAt: now() }
  let measured = ''
  return {
    registry,
    changes() {
      if (now() - requests.toldAt >= REQUESTS_MS) Object.assign(requests, { told: requests.seen, toldAt: now() })
      return events + requests.told + board.changes()
    },
    onLease: log,
    onRequest(event) {
      requests.seen += 1
      measureRequest(event)
    },
    onEvent(event) {
      // most often, counting finds what it found before
      const counted = event.type === 'measured' ? JSON.stringify(event) : measured
      if (event.type !== 'measured' || counted !== measured) events += 1
      measured = counted
      for (const observer of observers) observer(event)
    },
  }
}
