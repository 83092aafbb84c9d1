import type { IngestEvent } from '@as/ingest'
import { expect, test } from 'vitest'
import { type FeedStatus, newStatus, nextStatus, resumeStatus } from './feed-status.ts'

const note = {
  finding: 'removes-too-much',
  reason: 'it would remove all',
  difference: { live: 9, next: 0, removed: 9, refused: 0 },
  agreeing: 1,
  since: 'then',
} as const
const full = { feed: 'f', ingest: 'full' } as const
const counts = { pages: 2, activities: 5, rejected: 1, ms: 70, startedAt: 0 }
const published = { at: 'now', ms: 70, pages: 2, activities: 5, rejected: 1 }

function after(...events: readonly IngestEvent[]): FeedStatus {
  return events.reduce<FeedStatus>((status, event) => nextStatus(status, event, 'now'), newStatus('f'))
}

const page = { type: 'page', ...full, url: 'u', activities: 3, bytes: 1, pullMs: 1, pushMs: 1 } as const
const succeeded: IngestEvent = { type: 'succeeded', ...full, ...counts }

test('nextStatus() counts the pass under way', () => {
  expect(after({ type: 'started', ...full }, page, page).running).toEqual({ since: 'now', pages: 2, activities: 6 })
  expect(after({ type: 'started', ...full }, page, { type: 'cancelled', ...full, ms: 1 }).running).toBeUndefined()
})

test('nextStatus() expects of a pass as many activities as the last one had, published or held', () => {
  const held: IngestEvent = { type: 'held', ...full, ...counts, activities: 2, ms: 30, note }
  expect(after(succeeded, { type: 'started', ...full }).running?.expectedActivities).toBe(5)
  expect(after(succeeded, held, { type: 'started', ...full }).running?.expectedActivities).toBe(2)
  expect(after(succeeded, held).lastPassMs).toBe(30)
})

test('nextStatus() forgets failures and what was held once a pass is published', () => {
  const failed: IngestEvent = { type: 'failed', ...full, error: new Error('status 500'), ms: 1, retryInMs: 1 }
  expect(after(failed).failure).toEqual({ at: 'now', ingest: 'full', reason: 'status 500' })
  const held: IngestEvent = { type: 'held', ...full, ...counts, note }
  expect(after(failed, held)).toMatchObject({ held: note, failure: { reason: 'status 500' } })
  expect(after(failed, held, succeeded)).toMatchObject({ published, failure: undefined, held: undefined })
})

test('nextStatus() keeps the tail and the passes apart', () => {
  const status = after({ type: 'started', ...full }, page, { type: 'succeeded', ...full, ...counts, ingest: 'updates' })
  expect(status).toMatchObject({ tail: { at: 'now', activities: 5 }, running: { pages: 1 } })
})

test('nextStatus() remembers dead letters, the time to forget, and what is searchable', () => {
  const status = after(
    { type: 'dead-letters', feed: 'f', total: 4, cleared: 1 },
    { type: 'forgotten', feed: 'f', way: 'delete', documents: 2, ms: 45 },
    {
      type: 'measured',
      measurement: { feeds: { f: { searchable: 7, nonsearchable: 1 } }, verificationAgeSeconds: undefined },
    },
  )
  expect(status).toMatchObject({ deadLetters: 4, forget: { ms: 45, at: 'now' }, searchable: 7 })
})

test('resumeStatus() goes on from what the last holder knew', () => {
  const action = (person: string) => ({ at: 'then', person, action: 'pause' })
  const saved: FeedStatus = {
    ...after(succeeded, { type: 'started', ...full }, page),
    deadLetters: 3,
    rate: Array.from({ length: 60 }, (_, n) => ({ at: `${n}`, activitiesPerSecond: n })),
    actions: [action('ann')],
  }
  const since = { ...after(), rate: [{ at: 'now', activitiesPerSecond: 8 }], actions: [action('bob')] }
  const resumed = resumeStatus(saved, since)
  expect(resumed).toMatchObject({ published, deadLetters: 3, running: undefined, lastPassActivities: 5 })
  expect(resumed.rate).toHaveLength(60)
  expect(resumed.rate.at(-1)).toEqual({ at: 'now', activitiesPerSecond: 8 })
  expect(resumed.actions.map(({ person }) => person)).toEqual(['ann', 'bob'])
  expect(resumeStatus(saved, after({ type: 'started', ...full })).running).toMatchObject({ expectedActivities: 5 })
})

test('resumeStatus() believes a pass that was published meanwhile', () => {
  const saved = { ...after({ type: 'held', ...full, ...counts, note }), deadLetters: 3 }
  expect(resumeStatus(saved, after()).held).toEqual(note)
  expect(resumeStatus(saved, after(succeeded))).toMatchObject({ held: undefined, deadLetters: 0 })
})
