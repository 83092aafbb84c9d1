import { Gauge, type Registry } from 'prom-client'
import type { FeedEntry, StatusBoard } from './status-board.ts'

interface FeedGauge {
  readonly name: string
  readonly help: string
  /** What becomes of several instances' values: default, they are added up. */
  readonly aggregator?: 'max'
  readonly value: (entry: FeedEntry) => number
}

const feedGauges: readonly FeedGauge[] = [
  {
    name: 'ingest_leases_total',
    help: 'Instances that read the feed: 1, but for moments',
    value: () => 1,
  },
  {
    name: 'ingest_paused_feeds_total',
    help: 'Whether an operator has paused the feed',
    aggregator: 'max',
    value: ({ paused }) => (paused ? 1 : 0),
  },
  {
    name: 'ingest_held_generations_total',
    help: 'Generations that the guard holds back',
    aggregator: 'max',
    value: ({ held }) => (held ? 1 : 0),
  },
  {
    name: 'ingest_dead_letters_total',
    help: 'Records that could not be read and documents that the index refused, and still does',
    aggregator: 'max',
    value: ({ deadLetters }) => deadLetters,
  },
]

/** How the feeds are that this instance holds, looked up whenever the metrics are read. */
export function measureFeeds(registry: Registry, board: StatusBoard): void {
  const registers = [registry]
  new Gauge({ name: 'ingest_instances_total', help: 'Instances of outgoing', registers }).set(1)
  for (const { value, ...gauge } of feedGauges) {
    new Gauge({
      ...gauge,
      labelNames: ['feed_unique_id'],
      registers,
      collect() {
        // a feed that another instance holds now is that one's to tell of
        this.reset()
        for (const entry of board.entries()) this.set({ feed_unique_id: entry.feed }, value(entry))
      },
    })
  }
}
