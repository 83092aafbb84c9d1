import type { DeletionReceipt, IngestEvent } from '@as/ingest'
import { expect, test } from 'vitest'
import { createPassRecorder, type PassRecord, withReceipt } from './pass-record.ts'

const full = { feed: 'f', ingest: 'full' } as const
const page: IngestEvent = { type: 'page', ...full, url: 'u', activities: 3, bytes: 1, pullMs: 1, pushMs: 1 }
const started: IngestEvent = { type: 'started', ...full }
const rejected: IngestEvent = { type: 'document-rejected', ...full, url: 'u', alias: 'objects', id: 'o', reason: 'no' }
const counts = { pages: 2, activities: 6, rejected: 1, ms: 70, startedAt: 30 }
const times = { startedAt: '1970-01-01T00:00:00.030Z', endedAt: '1970-01-01T00:00:00.100Z', ms: 70 }

function recordOf(...events: readonly IngestEvent[]): PassRecord | undefined {
  const recorder = createPassRecorder(() => 100)
  return events.map(recorder).at(-1)
}

test('createPassRecorder() records a pass that was published', () => {
  const succeeded: IngestEvent = { type: 'succeeded', ...full, ...counts, changedPages: 0 }
  expect(recordOf(started, page, rejected, page, succeeded)).toEqual({
    ...times,
    outcome: 'published',
    pages: 2,
    changedPages: 0,
    activities: 6,
    refused: 1,
  })
})

test('createPassRecorder() records how much was new to readers, where that is known', () => {
  const succeeded: IngestEvent = { type: 'succeeded', ...full, ...counts, fresh: 3 }
  expect(recordOf(started, succeeded)).toMatchObject({ outcome: 'published', fresh: 3 })
  expect(recordOf(started, { ...succeeded, fresh: undefined })).not.toHaveProperty('fresh')
})

test('createPassRecorder() records why a pass failed or was held, and how far it came', () => {
  const failed: IngestEvent = { type: 'failed', ...full, error: new Error('status 500'), ms: 70, retryInMs: 1 }
  const progress = { ...times, pages: 1, activities: 3, refused: 0 }
  expect(recordOf(started, page, failed)).toEqual({ ...progress, outcome: 'failed', reason: 'status 500' })
  expect(recordOf(started, page, { type: 'cancelled', ...full, ms: 70 })).toEqual({ ...progress, outcome: 'cancelled' })
  const difference = { live: 9, next: 0, removed: 9, refused: 0 }
  const note = {
    finding: 'removes-too-much',
    reason: 'it removes all',
    difference,
    agreeing: 1,
    since: 'then',
  } as const
  expect(recordOf(started, page, { type: 'held', ...full, ...counts, note })).toMatchObject({
    outcome: 'held',
    reason: 'it removes all',
  })
})

test('createPassRecorder() starts each pass anew, and leaves the tail out', () => {
  const cancelled: IngestEvent = { type: 'cancelled', ...full, ms: 70 }
  expect(recordOf(started, page, cancelled, started, { ...page, ingest: 'updates' }, cancelled)?.pages).toBe(0)
  expect(recordOf({ type: 'succeeded', feed: 'f', ingest: 'updates', ...counts })).toBeUndefined()
})

test('withReceipt() adds to a record what its own swap changed', () => {
  const record: PassRecord = { ...times, outcome: 'published', pages: 1, activities: 3, refused: 0 }
  const receipt = (at: string): DeletionReceipt => ({
    at,
    token: 1,
    activities: { added: 4, removed: 2 },
    objects: { added: 1, removed: 0 },
    removedIds: [],
    complete: true,
  })
  expect(withReceipt(record, receipt('1970-01-01T00:00:00.090Z'))).toEqual({ ...record, added: 4, removed: 2 })
  expect(withReceipt(record, receipt('1970-01-01T00:00:00.101Z'))).toBeUndefined()
  expect(withReceipt({ ...record, outcome: 'held' }, receipt('1970-01-01T00:00:00.090Z'))).toBeUndefined()
})

test('withReceipt() takes for changed what was new to readers, and yet not added', () => {
  const record: PassRecord = { ...times, outcome: 'published', pages: 1, activities: 9, refused: 0, fresh: 7 }
  const receipt: DeletionReceipt = {
    at: '1970-01-01T00:00:00.090Z',
    token: 1,
    activities: { added: 4, removed: 0 },
    objects: { added: 0, removed: 0 },
    removedIds: [],
    complete: true,
  }
  expect(withReceipt(record, receipt)).toEqual({ ...record, added: 4, removed: 0, changed: 3 })
  expect(withReceipt({ ...record, fresh: 3 }, receipt)?.changed).toBe(0)
  expect(withReceipt(record, { ...receipt, complete: false })).not.toHaveProperty('changed')
})
