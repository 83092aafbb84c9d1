import type { IngestEvent } from '@as/ingest'
import type { ErrorReport } from '@as/service'
import { expect, test } from 'vitest'
import { reportIngest } from './report-ingest.ts'

const full = { feed: 'f', ingest: 'full' } as const
const counts = { pages: 2, activities: 5, rejected: 1, ms: 70, startedAt: 0 }
const failed: IngestEvent = { type: 'failed', ...full, error: new Error('status 500'), ms: 1, retryInMs: 1 }
const succeeded: IngestEvent = { type: 'succeeded', ...full, ...counts }
const held = (agreeing: number): IngestEvent => {
  const difference = { live: 9, next: 0, removed: 9, refused: 0 }
  const note = { finding: 'removes-too-much', reason: 'it removes all', difference, agreeing, since: 'then' } as const
  return { type: 'held', ...full, ...counts, note }
}
const refused: IngestEvent = {
  type: 'document-rejected',
  ...full,
  url: 'http://source/1?token=s3cret',
  alias: 'objects',
  id: 'mailto:somebody@example.com',
  reason: 'mapper_parsing_exception: no',
}

function reportsOf(...events: readonly IngestEvent[]): ErrorReport[] {
  const reports: ErrorReport[] = []
  const observe = reportIngest({ report: (report) => reports.push(report) })
  for (const event of events) observe(event)
  return reports
}

test('reportIngest() has nothing to say of normal operation', () => {
  expect(
    reportsOf(
      { type: 'claimed', feed: 'f', token: 1, orphans: 2 },
      { type: 'started', ...full },
      { type: 'page', ...full, url: 'u', activities: 1, bytes: 1, pullMs: 1, pushMs: 1 },
      succeeded,
      { type: 'retired', feed: 'f', indexes: 2 },
      { type: 'dead-letters', feed: 'f', total: 0, cleared: 1 },
      { type: 'cancelled', ...full, ms: 1 },
      failed,
      succeeded,
      failed,
      failed,
    ),
  ).toEqual([])
})

test('reportIngest() reports a refused document without naming or showing it', () => {
  const [report] = reportsOf(refused)
  expect(report).toMatchObject({ kind: 'document-refused', about: 'f' })
  expect(report?.message).not.toMatch(/somebody|s3cret/)
})

test('reportIngest() reports what fails three times in a row', () => {
  expect(reportsOf(failed, failed, succeeded, failed, failed)).toEqual([])
  expect(reportsOf(failed, failed, failed)).toMatchObject([
    { kind: 'pass-fails', about: 'f', message: 'A pass of the feed "f" has failed 3 times in a row: status 500' },
  ])
  const chore: IngestEvent = { type: 'chore-failed', feed: 'f', chore: 'delete retired indexes', error: new Error('x') }
  expect(reportsOf(chore, chore, chore)).toMatchObject([{ kind: 'deletion-fails', about: 'f' }])
  expect(reportsOf(...Array.from({ length: 9 }, () => ({ ...chore, chore: 'count documents' })))).toEqual([])
  const claim: IngestEvent = { type: 'claim-failed', feed: 'f', error: new Error('x'), retryInMs: 1 }
  expect(reportsOf(claim, claim, claim)).toMatchObject([{ kind: 'claim-fails', about: 'f' }])
})

test('reportIngest() reports a held generation once, a lost feed, and an unreadable record', () => {
  const lost: IngestEvent = { type: 'taken-over', feed: 'f', error: new Error('fenced'), retryInMs: 1 }
  const unreadable: IngestEvent = {
    type: 'record-rejected',
    ...full,
    url: 'u',
    position: 3,
    id: undefined,
    reason: 'no id',
  }
  expect(reportsOf(held(1), held(2), lost, unreadable).map(({ kind }) => kind)).toEqual([
    'generation-held',
    'feed-lost',
    'record-unreadable',
  ])
})
