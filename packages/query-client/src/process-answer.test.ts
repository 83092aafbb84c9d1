import { expect, test } from 'vitest'
import { searchAnswer } from '../test/scripted-fetch.ts'
import { QueryClientError } from './errors.ts'
import { errorOf as errorOfAnswer, processAnswer, processCount } from './process-answer.ts'

const path = '/v3/activities/_search'
const now = Date.parse('2024-05-01T12:00:00Z')

function process(status: number, body: string | Uint8Array | object, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(text)
  const answer = { status, headers: new Headers(headers), body: bytes }
  if (status !== 200) throw errorOfAnswer(path, answer, now)
  return processAnswer(path, answer)
}

function errorOf(...answer: Parameters<typeof process>): QueryClientError {
  try {
    process(...answer)
  } catch (error) {
    if (error instanceof QueryClientError) return error
  }
  throw new Error('no QueryClientError')
}

test('processAnswer() gives the answer as it came', () => {
  const answer = searchAnswer([{ _id: 'a', highlight: {} }], { profile: 1, aggregations: { a: { value: 1 } } })
  expect(process(200, answer)).toEqual(answer)
})

test.each([
  [400, 'bad_request', false],
  [401, 'unauthorized', false],
  [403, 'forbidden', false],
  [404, 'bad_request', false],
  [405, 'bad_request', false],
  [408, 'unavailable', true],
  [413, 'bad_request', false],
  [429, 'rate_limited', true],
  [500, 'unavailable', true],
  [502, 'unavailable', true],
  [503, 'unavailable', true],
  [504, 'unavailable', true],
  [0, 'malformed_answer', false],
  [201, 'malformed_answer', false],
  [204, 'malformed_answer', false],
  [302, 'malformed_answer', false],
  [304, 'malformed_answer', false],
])('processAnswer() takes status %i for %s', (status, code, retryable) => {
  for (const body of ['', '<html>', '{"details":"words"}', searchAnswer()]) {
    const error = errorOf(status, body)
    expect(error).toMatchObject({ code, retryable })
    expect(error.message).toContain(path)
    expect(error.name).toBe(error.constructor.name)
  }
})

test('processAnswer() gives the details and the path of a bad request', () => {
  const details = 'Cannot search with "query.script": this access key may not use it'
  const error = errorOf(400, { details })
  expect(error).toMatchObject({ status: 400, details, path: 'query.script' })
  expect(error.message).toContain(details)
})

test('processAnswer() keeps OpenSearch quoting the query out of the message', () => {
  const reason = 'failed to parse date field [jane@example.com]'
  const error = errorOf(400, { error: { root_cause: [{ type: 'parse_exception', reason }] }, status: 400 })
  expect(error).toMatchObject({ details: reason })
  expect(error.message).toContain('parse_exception')
  expect(error.message).not.toContain('jane')
})

test('processAnswer() keeps the body of an unreadable answer out of the error', () => {
  for (const body of ['{"hits":{"hits":[{"_source":"jane@example.com"', 'jane@example.com']) {
    const error = errorOf(200, body)
    expect(error).toMatchObject({ code: 'malformed_answer', status: 200 })
    expect(error.stack).not.toContain('jane')
    expect(error).not.toHaveProperty('cause')
  }
})

test('processAnswer() gives how long to wait', () => {
  expect(errorOf(429, '', { 'Retry-After': '7' })).toMatchObject({ retryAfterMs: 7000 })
  expect(errorOf(429, '')).toMatchObject({ retryAfterMs: undefined })
  const date = 'Wed, 01 May 2024 12:00:10 GMT'
  expect(errorOf(503, '', { 'Retry-After': date })).toMatchObject({ retryAfterMs: 10_000 })
})

test('processAnswer() gives out no partial answer', () => {
  const _shards = { total: 5, successful: 3, failed: 2 }
  const failed = errorOf(200, searchAnswer([{ _id: 'a' }], { _shards }))
  expect(failed).toMatchObject({ code: 'partial', retryable: true, failedShards: 2, timedOut: false })
  const timedOut = errorOf(200, searchAnswer([{ _id: 'a' }], { timed_out: true }))
  expect(timedOut).toMatchObject({ code: 'partial', retryable: true, failedShards: 0, timedOut: true })
})

test.each([
  ['nothing', ''],
  ['half an answer', '{"took":3,"timed_out":false'],
  ['null', 'null'],
  ['a number', '1'],
  ['a list', '[]'],
  ['an object', '{}'],
  ['hits that are no list', searchAnswer([], { hits: { hits: {} } })],
  ['no word on shards', searchAnswer([], { _shards: undefined })],
  ['no word on time', searchAnswer([], { timed_out: undefined })],
  ['what is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
])('processAnswer() refuses %s', (_, body) => {
  expect(errorOf(200, body)).toMatchObject({ code: 'malformed_answer', retryable: false })
})

test('processCount() gives the number, and nothing that is none or not all', () => {
  const count = (body: object | string) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return processCount(path, { body: new TextEncoder().encode(text) })
  }
  expect(count({ count: 7, _shards: { failed: 0 } })).toBe(7)
  expect(() => count({ count: 7, _shards: { failed: 1 } })).toThrow('documents are missing')
  for (const body of ['jane', '{}', 'null', { count: '7' }]) expect(() => count(body)).toThrow('Cannot use the answer')
})
