import type { FeedControl, IngestEvent } from '@as/ingest'
import { createLogger, type ErrorReport } from '@as/service'
import { expect, test } from 'vitest'
import { observe } from './events.ts'
import { createStatusBoard } from './status-board.ts'

const full = { feed: 'f', ingest: 'full' } as const
const counts = { pages: 2, activities: 5, rejected: 0, ms: 70, startedAt: 0 }
const measured = (searchable: number): IngestEvent => ({
  type: 'measured',
  measurement: { feeds: { f: { searchable, nonsearchable: 0 } }, verificationAgeSeconds: undefined },
})

function observing() {
  let time = 0
  const lines: string[] = []
  const reports: ErrorReport[] = []
  const board = createStatusBoard(['f', 'g'], { instance: 'i' })
  const observation = observe(createLogger({ application: 'outgoing', write: (line) => lines.push(line) }), {
    errors: { report: (report) => reports.push(report), close: async () => undefined },
    board,
    feedIds: ['f', 'g'],
    now: () => time,
  })
  const pass = (ms: number) => {
    time += ms
  }
  board.onControl('f', { paused: true } as FeedControl)
  const metrics = async () => (await observation.registry.metrics()).split('\n')
  return { lines, reports, board, metrics, pass, ...observation }
}

test('observe() writes a line of what becomes of documents and of generations', () => {
  const { lines, onEvent } = observing()
  onEvent({ type: 'dead-letters', feed: 'f', total: 3, cleared: 1 })
  onEvent({ type: 'dead-letters', feed: 'f', total: 0, cleared: 0 })
  onEvent({ type: 'forgotten', feed: 'f', way: 'delete', documents: 2, ms: 45 })
  onEvent({ type: 'forgotten', feed: 'f', way: 'absence', documents: 1, ms: 900 })
  const activities = { added: 4, removed: 1 }
  const receipt = {
    at: 'then',
    token: 1,
    activities,
    objects: { added: 0, removed: 0 },
    removedIds: [],
    complete: true,
  }
  onEvent({ type: 'receipt', feed: 'f', receipt })
  expect(lines).toEqual([
    '[outgoing,f,full] Counting dead letters: 3, and 1 cleared... (done)',
    '[outgoing,f,updates] Forgetting 2 documents (delete): out of searches in 45 ms... (done)',
    '[outgoing,f,full] Forgetting 1 documents (absence): out of searches in 900 ms... (done)',
    '[outgoing,f,full] Comparing generations: activities 4 added and 1 removed, objects 0 added and 0 removed... (done)',
  ])
})

test('observe() says in a line that Redis is away, in plain words', () => {
  const { lines, onLease } = observing()
  const error = new Error("Stream isn't writeable and enableOfflineQueue options is false")
  onLease({ type: 'lease-unavailable', feed: 'f', error })
  expect(lines).toEqual([
    '[outgoing,f] Asking Redis for the lease: Redis is not reachable; the feed is read without... (failed)',
  ])
})

test('observe() counts passes from 0, by what became of them', async () => {
  const { metrics, onEvent } = observing()
  onEvent({ type: 'succeeded', ...full, ...counts })
  onEvent({ type: 'failed', ...full, error: new Error('no'), ms: 1, retryInMs: 1 })
  expect(await metrics()).toEqual(
    expect.arrayContaining([
      'ingest_passes_total{feed_unique_id="f",outcome="published"} 1',
      'ingest_passes_total{feed_unique_id="f",outcome="failed"} 1',
      'ingest_passes_total{feed_unique_id="f",outcome="held"} 0',
      'ingest_passes_total{feed_unique_id="g",outcome="published"} 0',
    ]),
  )
})

test('observe() times the tail and forgetting, and counts bulk requests that were sent again, by why', async () => {
  const { metrics, onEvent } = observing()
  onEvent({ type: 'succeeded', feed: 'f', ingest: 'updates', ...counts })
  onEvent({ type: 'succeeded', feed: 'f', ingest: 'updates', ...counts, activities: 0 })
  onEvent({ type: 'forgotten', feed: 'f', way: 'delete', documents: 2, ms: 45 })
  const retried = { type: 'bulk-retried', ...full, documents: 3, waitMs: 10, disk: false } as const
  for (const reason of ['es_rejected_execution_exception: full', 'socket hang up', 'Mixed Case: no']) {
    onEvent({ ...retried, reason })
  }
  onEvent({ ...retried, disk: true, reason: 'cluster_block_exception: flood stage' })
  expect(await metrics()).toEqual(
    expect.arrayContaining([
      'ingest_tail_freshness_seconds_count{feed_unique_id="f"} 1',
      'ingest_tail_freshness_seconds_bucket{le="0.1",feed_unique_id="f"} 1',
      'ingest_forget_duration_seconds_sum{feed_unique_id="f",way="delete"} 0.045',
      'ingest_bulk_retries_total{feed_unique_id="f",ingest_type="full",kind="es_rejected_execution_exception"} 1',
      'ingest_bulk_retries_total{feed_unique_id="f",ingest_type="full",kind="other"} 2',
      'ingest_bulk_retries_total{feed_unique_id="f",ingest_type="full",kind="disk"} 1',
    ]),
  )
})

test('observe() shows of the feeds that this instance holds how they are, and of no other', async () => {
  const { metrics, onEvent, board } = observing()
  onEvent({ type: 'dead-letters', feed: 'f', total: 3, cleared: 0 })
  const gauges = async () =>
    (await metrics()).filter((line) => /^ingest_(dead|held|paused|leases|instances)/.test(line))
  expect(await gauges()).toEqual([
    'ingest_instances_total 1',
    'ingest_leases_total{feed_unique_id="f"} 1',
    'ingest_paused_feeds_total{feed_unique_id="f"} 1',
    'ingest_held_generations_total{feed_unique_id="f"} 0',
    'ingest_dead_letters_total{feed_unique_id="f"} 3',
  ])
  board.onControl('f', undefined)
  expect(await gauges()).toEqual(['ingest_instances_total 1'])
})

test('observe() knows whether any metric may have changed', () => {
  const { changes, onEvent, onRequest, board, pass } = observing()
  const steps = [
    () => onEvent(measured(7)),
    () => onEvent(measured(7)),
    () => onEvent({ type: 'refreshed', ...full, ms: 3 }),
    () => onEvent(measured(7)),
    () => onEvent(measured(8)),
    () => onRequest({ type: 'request-finished', host: 'source', status: 200, bytes: 1, ms: 1 } as never),
    () => pass(10_000),
    () => board.acted('f', 'ann', 'pause'),
    () => board.onControl('f', undefined),
  ]
  const changed = steps.map((step) => {
    const before = changes()
    step()
    return changes() !== before
  })
  expect(changed).toEqual([true, false, true, false, true, false, true, true, true])
})
