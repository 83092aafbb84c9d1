import type { IngestEvent } from '@as/ingest'
import { Counter, Histogram, type Registry } from 'prom-client'

const outcomes = { succeeded: 'published', held: 'held', failed: 'failed', cancelled: 'cancelled' } as const

/**
 * Keeps up to date what became of passes, how fresh the tail is, how long forgetting takes, and what was tried again.
 * Passes are counted from 0, so that an alert sees a feed of which none ends.
 */
export function measureOutcomes(registry: Registry, feedIds: readonly string[]): (event: IngestEvent) => void {
  const registers = [registry]
  const passes = new Counter({
    name: 'ingest_passes_total',
    help: 'Passes that have ended, by what became of them',
    labelNames: ['feed_unique_id', 'outcome'],
    registers,
  })
  for (const feed of feedIds) {
    for (const outcome of Object.values(outcomes)) passes.inc({ feed_unique_id: feed, outcome }, 0)
  }
  const freshness = new Histogram({
    name: 'ingest_tail_freshness_seconds',
    help: 'From the arrival of a page of the tail until what is on it can be found',
    labelNames: ['feed_unique_id'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const forgetting = new Histogram({
    name: 'ingest_forget_duration_seconds',
    help: 'From the arrival of a Delete, or the start of the pass that saw no more of it, until it is out of searches',
    labelNames: ['feed_unique_id', 'way'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600],
    registers,
  })
  const retries = new Counter({
    name: 'ingest_bulk_retries_total',
    help: 'Requests to index documents that were sent again, by why',
    labelNames: ['feed_unique_id', 'ingest_type', 'kind'],
    registers,
  })
  return (event) => {
    switch (event.type) {
      case 'succeeded':
      case 'held':
      case 'failed':
      case 'cancelled':
        if (event.ingest === 'full') passes.inc({ feed_unique_id: event.feed, outcome: outcomes[event.type] })
        else if (event.type === 'succeeded' && event.activities > 0) {
          freshness.observe({ feed_unique_id: event.feed }, event.ms / 1000)
        }
        return
      case 'forgotten':
        forgetting.observe({ feed_unique_id: event.feed, way: event.way }, event.ms / 1000)
        return
      case 'bulk-retried': {
        const kind = event.disk ? 'disk' : kindOf(event.reason)
        retries.inc({ feed_unique_id: event.feed, ingest_type: event.ingest, kind })
        return
      }
      default:
    }
  }
}

/** OpenSearch's own name of an error, which starts the reason: `es_rejected_execution_exception: …`. */
function kindOf(reason: string): string {
  return /^([a-z_]{1,60}):/.exec(reason)?.[1] ?? 'other'
}
