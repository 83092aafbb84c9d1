import {
  BadRequestError,
  ForbiddenError,
  MalformedAnswerError,
  PartialAnswerError,
  RateLimitedError,
  UnauthorizedError,
  UnavailableError,
} from './errors.ts'
import type { HttpAnswer } from './read-answer.ts'
import { retryAfterMs } from './retry-after.ts'
import { readRefusal, type SearchResponse } from './wire.ts'

/**
 * Reads the search answer that an HTTP answer of status 200 holds. Pure.
 *
 * @param path What was asked, for messages
 * @throws {QueryClientError} If it is none, or documents are missing from it.
 */
export function processAnswer<Source>(path: string, answer: Pick<HttpAnswer, 'body'>): SearchResponse<Source> {
  const response = parseResponse<Source>(path, answer.body)
  const { failed } = response._shards
  if (failed > 0 || response.timed_out) throw new PartialAnswerError(path, failed, response.timed_out)
  return response
}

/**
 * What an answer with another status than 200 means. Pure.
 *
 * @param nowMs Milliseconds since 1970, for a Retry-After that is a date
 */
export function errorOf(path: string, { status, headers, body }: HttpAnswer, nowMs: number): Error {
  const refusal = readRefusal(new TextDecoder().decode(body))
  const retryAfter = retryAfterMs(headers.get('Retry-After'), nowMs)
  if (status === 401) return new UnauthorizedError(path, refusal)
  if (status === 403) return new ForbiddenError(path, refusal)
  if (status === 429) return new RateLimitedError(path, retryAfter)
  if (status >= 500 || status === 408) return new UnavailableError(path, status, { retryAfterMs: retryAfter })
  if (status >= 400) return new BadRequestError(path, status, refusal)
  return new MalformedAnswerError(path, status, 'which is no answer to a search')
}

/** The answer's frame is checked, the documents in it are not: their type is the caller's word. */
function parseResponse<Source>(path: string, body: Uint8Array): SearchResponse<Source> {
  let parsed: Partial<SearchResponse<Source>> | null
  try {
    // fatal: a replaced character would be a changed document
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    // no cause: the parser's own error quotes the text
    throw new MalformedAnswerError(path, 200, 'a body that is not JSON')
  }
  if (
    !Array.isArray(parsed?.hits?.hits) ||
    typeof parsed._shards?.failed !== 'number' ||
    typeof parsed.timed_out !== 'boolean'
  ) {
    throw new MalformedAnswerError(path, 200, 'a body that is no search answer')
  }
  return parsed as SearchResponse<Source>
}

/**
 * Reads the number that a count answered with. Pure.
 *
 * @throws {QueryClientError} If it is none, or documents are missing from it.
 */
export function processCount(path: string, { body }: Pick<HttpAnswer, 'body'>): number {
  let parsed: { count?: unknown; _shards?: { failed?: unknown } } | null
  try {
    parsed = JSON.parse(new TextDecoder().decode(body)) as typeof parsed
  } catch {
    throw new MalformedAnswerError(path, 200, 'a body that is not JSON')
  }
  const { count, _shards } = parsed ?? {}
  if (typeof count !== 'number') throw new MalformedAnswerError(path, 200, 'a body that is no count')
  if (typeof _shards?.failed === 'number' && _shards.failed > 0)
    throw new PartialAnswerError(path, _shards.failed, false)
  return count
}
