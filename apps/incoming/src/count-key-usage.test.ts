import { RefusedSearchError, SearchUnreachableError, TooManyRequestsError } from '@as/query-proxy'
import { expect, test } from 'vitest'
import { countKeyUsage } from './count-key-usage.ts'

const at = (ms: number): string => new Date(ms).toISOString()

test('countKeyUsage() counts requests of each key, and when the last one was', () => {
  let now = 1_000
  const counter = countKeyUsage(() => now)
  counter.onEvent({ type: 'request-authenticated', requestId: '1', keyId: 'a' })
  now = 2_000
  counter.onEvent({ type: 'request-authenticated', requestId: '2', keyId: 'a' })
  counter.onEvent({ type: 'request-authenticated', requestId: '3', keyId: 'b' })
  const expected = [
    ['a', { requests: 2, refused: 0, lastUsedAt: at(2_000) }],
    ['b', { requests: 1, refused: 0, lastUsedAt: at(2_000) }],
  ]
  expect([...counter.take()]).toEqual(expected)
  expect([...counter.take()]).toEqual([])
})

test('countKeyUsage() counts refusals by their code, of whom a request names and of whose it is', () => {
  const counter = countKeyUsage(() => 0)
  counter.onEvent({ type: 'request-unauthenticated', requestId: '1', reason: 'bad-mac', claimedId: 'a' })
  counter.onEvent({ type: 'request-unauthenticated', requestId: '2', reason: 'unknown-id' })
  counter.onEvent({ type: 'request-authenticated', requestId: '3', keyId: 'b' })
  const error = new RefusedSearchError('query.secret', 'because')
  counter.onEvent({ type: 'request-failed', requestId: '3', error })
  counter.onEvent({ type: 'request-answered', requestId: '3', status: 400, ms: 1 })
  counter.onEvent({ type: 'request-failed', requestId: '3', error })
  const taken = counter.take()
  expect([...taken]).toEqual([
    ['a', { requests: 0, refused: 1, lastRefusal: 'bad-mac' }],
    ['b', { requests: 1, refused: 1, lastUsedAt: at(0), lastRefusal: 'search_refused' }],
  ])
})

test('countKeyUsage() takes no fault of ours for a refusal', () => {
  const counter = countKeyUsage(() => 0)
  counter.onEvent({ type: 'request-authenticated', requestId: '1', keyId: 'a' })
  counter.onEvent({ type: 'request-failed', requestId: '1', error: new SearchUnreachableError() })
  counter.onEvent({ type: 'request-failed', requestId: '1', error: new Error('a fault') })
  expect(counter.take().get('a')).toEqual({ requests: 1, refused: 0, lastUsedAt: at(0) })
})

test('countKeyUsage() goes on with what could not be saved', () => {
  const counter = countKeyUsage(() => 5_000)
  counter.onEvent({ type: 'request-unauthenticated', requestId: '1', reason: 'stale', claimedId: 'a' })
  counter.onEvent({ type: 'request-authenticated', requestId: '2', keyId: 'b' })
  const taken = counter.take()
  counter.onEvent({ type: 'request-authenticated', requestId: '3', keyId: 'a' })
  counter.onEvent({ type: 'request-failed', requestId: '3', error: new TooManyRequestsError(1, 'requests') })
  counter.putBack(taken)
  expect(Object.fromEntries(counter.take())).toEqual({
    a: { requests: 1, refused: 2, lastUsedAt: at(5_000), lastRefusal: 'too_many_requests' },
    b: { requests: 1, refused: 0, lastUsedAt: at(5_000) },
  })
})
