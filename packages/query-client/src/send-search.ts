import { type Authentication, authorizationOf } from './authentication.ts'
import { AnswerTooLargeError, QueryClientError, SearchTimeoutError, UnavailableError } from './errors.ts'
import { processAnswer } from './process-answer.ts'
import { type HttpAnswer, readAnswer } from './read-answer.ts'
import { type SearchResponse, searchContentType } from './wire.ts'
import { withDeadline } from './with-deadline.ts'

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What every search of a client has in common. */
export interface SearchChannel {
  readonly authentication: Authentication
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: Fetch
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
  readonly now: () => number
}

/**
 * Sends one search and reads its answer: one request, never repeated.
 *
 * @throws {QueryClientError} If there is no answer, or one without all the documents.
 */
export async function sendSearch<Source>(
  channel: SearchChannel,
  url: URL,
  json: string,
  signal: AbortSignal | undefined,
): Promise<SearchResponse<Source>> {
  const { timeoutMs, now } = channel
  const timeoutError = (): Error => new SearchTimeoutError(url.pathname, timeoutMs)
  const answer = await withDeadline({ timeoutMs, signal, timeoutError }, (stop) => request(channel, url, json, stop))
  return processAnswer(url.pathname, answer, now())
}

async function request(channel: SearchChannel, url: URL, json: string, signal: AbortSignal): Promise<HttpAnswer> {
  const { authentication, headers, fetch, maxAnswerBytes, now } = channel
  const body = new TextEncoder().encode(json)
  const signable = { method: 'POST', url, contentType: searchContentType, body } as const
  const authorization = await authorizationOf(authentication, signable, now())
  try {
    const response = await fetch(url.href, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': searchContentType, Authorization: authorization },
      body,
      // a redirect would send the query to an address nobody configured, with a signature that does not fit it
      redirect: 'manual',
      signal,
    })
    return await readAnswer(response, maxAnswerBytes, () => new AnswerTooLargeError(url.pathname, maxAnswerBytes))
  } catch (cause) {
    if (cause instanceof QueryClientError || signal.aborted) throw cause
    throw new UnavailableError(url.pathname, undefined, { cause })
  }
}
