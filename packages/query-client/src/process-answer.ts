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
 * Turns an HTTP answer into the search answer that it holds. Pure.
 *
 * @param path What was asked, for messages
 * @param nowMs Milliseconds since 1970, for a Retry-After that is a date
 * @throws {QueryClientError} If the search failed, or documents are missing from the answer.
 */
export function processAnswer<Source>(path: string, answer: HttpAnswer, nowMs: number): SearchResponse<Source> {
  if (answer.status !== 200) throw errorOf(path, answer, nowMs)
  const response = parseResponse<Source>(path, answer.body)
  const { failed } = response._shards
  if (failed > 0 || response.timed_out) throw new PartialAnswerError(path, failed, response.timed_out)
  return response
}

function errorOf(path: string, { status, headers, body }: HttpAnswer, nowMs: number): Error {
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
