import type { FeedClientEvent } from '@as/feed-client'
import type { IngestEvent } from '@as/ingest'
import type { LeaseEvent } from '@as/ingest/redis'
import type { Logger } from '@as/service'
import { Registry } from 'prom-client'
import { logIngest } from './log-ingest.ts'
import { measureIngest } from './measure-ingest.ts'
import { measureRequests } from './measure-requests.ts'

export interface Observation {
  readonly onEvent: (event: IngestEvent) => void
  readonly onLease: (event: LeaseEvent) => void
  readonly onRequest: (event: FeedClientEvent) => void
  readonly registry: Registry
}

/** Turns what happens into log lines and metrics. */
export function observe(logger: Logger): Observation {
  const registry = new Registry()
  const log = logIngest(logger)
  const measure = measureIngest(registry)
  return {
    registry,
    onLease: log,
    onRequest: measureRequests(registry),
    onEvent(event) {
      log(event)
      measure(event)
    },
  }
}
