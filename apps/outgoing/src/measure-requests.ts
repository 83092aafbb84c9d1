import type { FeedClientEvent } from '@as/feed-client'
import { Counter, type Registry, Summary } from 'prom-client'

/** Keeps the metrics of the requests to sources up to date. */
export function measureRequests(registry: Registry): (event: FeedClientEvent) => void {
  const registers = [registry]
  const duration = new Summary({
    name: 'http_request_duration_seconds',
    help: 'Time of a request to a source',
    labelNames: ['host', 'status'],
    percentiles: [],
    registers,
  })
  const completed = new Counter({
    name: 'http_request_completed_total',
    help: 'Requests to sources that were answered',
    labelNames: ['host', 'code'],
    registers,
  })
  const bodyBytes = new Counter({
    name: 'http_response_body_bytes_total',
    help: 'Bytes of the answers of sources, decompressed',
    labelNames: ['host', 'code'],
    registers,
  })
  const dns = new Summary({
    name: 'dns_request_duration_seconds',
    help: 'Time to look up the name of a source',
    labelNames: ['host', 'status'],
    percentiles: [],
    registers,
  })
  return (event) => {
    if (event.type !== 'request-finished') return
    const { host, status, failure, bytes, ms, dnsMs } = event
    duration.observe({ host, status: failure ?? 'success' }, ms / 1000)
    if (dnsMs !== undefined) dns.observe({ host, status: 'success' }, dnsMs / 1000)
    if (status === undefined) return
    completed.inc({ host, code: status })
    bodyBytes.inc({ host, code: status }, bytes)
  }
}
