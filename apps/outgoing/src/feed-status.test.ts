import type { IngestEvent } from '@as/ingest'
import { expect, test } from 'vitest'
import { type FeedStatus, nextStatus } from './feed-status.ts'

const note = {
  finding: 'removes-too-much',
  reason: 'it would remove all',
  difference: { live: 9, next: 0, removed: 9, refused: 0 },
  agreeing: 1,
  since: 'then',
} as const
const full = { feed: 'f', ingest: 'full' } as const
const counts = { pages: 2, activities: 5, rejected: 1, ms: 70 }

function after(...events: readonly IngestEvent[]): FeedStatus {
  return events.reduce<FeedStatus>((status, event) => nextStatus(status, event, 'now'), { feed: 'f' })
}

const page = { type: 'page', ...full, url: 'u', activities: 3, bytes: 1, pullMs: 1, pushMs: 1 } as const

test('nextStatus() counts the pass under way', () => {
  expect(after({ type: 'started', ...full }, page, page).running).toEqual({ since: 'now', pages: 2, activities: 6 })
  expect(after({ type: 'started', ...full }, page, { type: 'cancelled', ...full, ms: 1 }).running).toBeUndefined()
})

test('nextStatus() forgets failures and what was held once a pass is published', () => {
  const failed: IngestEvent = { type: 'failed', ...full, error: new Error('status 500'), ms: 1, retryInMs: 1 }
  expect(after(failed).failure).toEqual({ at: 'now', ingest: 'full', reason: 'status 500' })
  const held: IngestEvent = { type: 'held', ...full, ...counts, note }
  expect(after(failed, held)).toMatchObject({ held: note, failure: { reason: 'status 500' } })
  const status = after(failed, held, { type: 'succeeded', ...full, ...counts })
  expect(status).toMatchObject({ published: { at: 'now', ...counts }, failure: undefined, held: undefined })
})

test('nextStatus() keeps the tail and the passes apart', () => {
  const status = after({ type: 'started', ...full }, page, { type: 'succeeded', ...full, ...counts, ingest: 'updates' })
  expect(status).toMatchObject({ tail: { at: 'now', activities: 5 }, running: { pages: 1 } })
})
