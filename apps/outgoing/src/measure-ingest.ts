import type { IngestEvent } from '@as/ingest'
import { Counter, Gauge, Histogram, type Registry, Summary } from 'prom-client'

/** Keeps the metrics of ingest up to date, event by event. Names and labels are those of the dashboards in use. */
export function measureIngest(registry: Registry): (event: IngestEvent) => void {
  const metrics = createMetrics(registry)
  const running = new Set<string>()
  return (event) => {
    switch (event.type) {
      case 'started':
        running.add(`${event.ingest} ${event.feed}`)
        metrics.ingestsInProgress.set(running.size)
        return
      case 'succeeded':
      case 'held':
      case 'failed':
      case 'cancelled': {
        const status = ({ succeeded: 'success', held: 'failure', failed: 'failure', cancelled: 'cancelled' } as const)[
          event.type
        ]
        metrics.feedDuration.observe({ feed_unique_id: event.feed, ingest_type: event.ingest, status }, event.ms / 1000)
        running.delete(`${event.ingest} ${event.feed}`)
        metrics.ingestsInProgress.set(running.size)
        return
      }
      case 'page': {
        const labels = { feed_unique_id: event.feed, ingest_type: event.ingest, status: 'success' }
        metrics.activities.inc({ feed_unique_id: event.feed, ingest_type: event.ingest }, event.activities)
        metrics.pageDuration.observe({ ...labels, stage: 'pull' }, event.pullMs / 1000)
        metrics.pageDuration.observe({ ...labels, stage: 'push' }, event.pushMs / 1000)
        metrics.pageDuration.observe({ ...labels, stage: 'total' }, (event.pullMs + event.pushMs) / 1000)
        return
      }
      case 'refreshed':
        metrics.refreshDuration.observe({ feed_unique_id: event.feed, ingest_type: event.ingest }, event.ms / 1000)
        return
      case 'record-rejected':
      case 'document-rejected':
        metrics.rejected.inc({ feed_unique_id: event.feed, ingest_type: event.ingest })
        return
      case 'measured': {
        const totals = { searchable: 0, nonsearchable: 0 }
        for (const [feed, counts] of Object.entries(event.measurement.feeds)) {
          for (const searchable of ['searchable', 'nonsearchable'] as const) {
            metrics.feedActivities.set({ feed_unique_id: feed, searchable }, counts[searchable])
            totals[searchable] += counts[searchable]
          }
        }
        metrics.allActivities.set({ searchable: 'searchable' }, totals.searchable)
        metrics.allActivities.set({ searchable: 'nonsearchable' }, totals.nonsearchable)
        const age = event.measurement.verificationAgeSeconds
        if (age !== undefined) metrics.verificationAge.set({ feed_unique_id: 'verification' }, age)
      }
    }
  }
}

function createMetrics(registry: Registry) {
  const registers = [registry]
  return {
    feedDuration: new Summary({
      name: 'ingest_feed_duration_seconds',
      help: 'Time to ingest a feed: a whole pass, or a round of the tail that found something',
      labelNames: ['feed_unique_id', 'ingest_type', 'status'],
      percentiles: [],
      registers,
    }),
    pageDuration: new Histogram({
      name: 'ingest_page_duration_seconds',
      help: 'Time to pull a page from its source, to push it to OpenSearch, and both',
      labelNames: ['feed_unique_id', 'ingest_type', 'stage', 'status'],
      registers,
    }),
    ingestsInProgress: new Gauge({
      name: 'ingest_inprogress_ingests_total',
      help: 'Passes and rounds of the tail that are under way',
      registers,
    }),
    activities: new Counter({
      name: 'ingest_activities_nonunique_total',
      help: 'Activities read, each as often as it was read',
      labelNames: ['feed_unique_id', 'ingest_type'],
      registers,
    }),
    rejected: new Counter({
      name: 'ingest_rejected_total',
      help: 'Records that could not be read and documents that the index refused',
      labelNames: ['feed_unique_id', 'ingest_type'],
      registers,
    }),
    allActivities: new Gauge({
      name: 'elasticsearch_activities_total',
      help: 'Activities in OpenSearch, of all feeds',
      labelNames: ['searchable'],
      aggregator: 'max',
      registers,
    }),
    feedActivities: new Gauge({
      name: 'elasticsearch_feed_activities_total',
      help: 'Activities in OpenSearch, of one feed',
      labelNames: ['feed_unique_id', 'searchable'],
      aggregator: 'max',
      registers,
    }),
    verificationAge: new Gauge({
      name: 'elasticsearch_activities_age_minimum_seconds',
      help: 'Age of the newest activity of the verification feed',
      labelNames: ['feed_unique_id'],
      aggregator: 'min',
      registers,
    }),
    refreshDuration: new Summary({
      name: 'elasticsearch_refresh_duration_seconds',
      help: 'Time to make what the tail wrote searchable',
      labelNames: ['feed_unique_id', 'ingest_type'],
      percentiles: [],
      registers,
    }),
  }
}
