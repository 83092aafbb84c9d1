import { BodyTooLargeError, type QueryProxyEvent, SearchUnreachableError } from '@as/query-proxy'
import type { ErrorReport } from '@as/service'
import { expect, test } from 'vitest'
import { reportFailures } from './report-failures.ts'

function reportsOf(...events: readonly QueryProxyEvent[]): ErrorReport[] {
  const reports: ErrorReport[] = []
  const observe = reportFailures({ report: (report) => reports.push(report) })
  for (const event of events) observe(event)
  return reports
}

const failed = (error: unknown): QueryProxyEvent => ({ type: 'request-failed', requestId: 'r', error })

test('reportFailures() reports what is not the caller’s doing', () => {
  const [down, unexpected] = reportsOf(failed(new SearchUnreachableError()), failed(new TypeError('somebody')))
  expect(down?.kind).toBe('search_unreachable')
  expect(unexpected?.kind).toBe('unexpected')
  expect(unexpected?.message).toMatch(/TypeError at /)
  expect(unexpected?.message).not.toContain('somebody')
})

test('reportFailures() has nothing to say of callers', () => {
  const refused: QueryProxyEvent = { type: 'request-unauthenticated', requestId: 'r', reason: 'mac_wrong' } as never
  expect(reportsOf(failed(new BodyTooLargeError(1, 2)), refused)).toEqual([])
})
