import { QueryProxyError, type QueryProxyEvent } from '@as/query-proxy'
import { Counter, Histogram, type Registry } from 'prom-client'

/** Counts and times requests in `registry`. */
export function measureRequests(registry: Registry): (event: QueryProxyEvent) => void {
  const registers = [registry]
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  const requests = new Histogram({
    name: 'incoming_request_duration_seconds',
    help: 'From the arrival of a request to the start of its answer',
    labelNames: ['code'],
    buckets,
    registers,
  })
  const searches = new Histogram({
    name: 'incoming_search_duration_seconds',
    help: 'From asking OpenSearch to the start of its answer',
    labelNames: ['alias', 'code'],
    buckets,
    registers,
  })
  const refusals = new Counter({
    name: 'incoming_refused_requests_total',
    help: 'Requests that were turned away, by reason',
    labelNames: ['reason'],
    registers,
  })
  return (event) => {
    switch (event.type) {
      case 'request-answered':
        return requests.observe({ code: String(event.status) }, event.ms / 1000)
      case 'request-cancelled':
        return requests.observe({ code: 'cancelled' }, event.ms / 1000)
      case 'search-answered':
        return searches.observe({ alias: event.alias, code: String(event.status) }, event.ms / 1000)
      case 'request-unauthenticated':
        return refusals.inc({ reason: event.reason })
      case 'request-failed':
      case 'answer-broken-off':
        return refusals.inc({ reason: event.error instanceof QueryProxyError ? event.error.code : 'unknown' })
      case 'request-started':
      case 'request-authenticated':
    }
  }
}
