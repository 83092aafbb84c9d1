import { type Authentication, authorizationOf } from './authentication.ts'
import { AnswerTooLargeError, QueryClientError, SearchTimeoutError, UnavailableError } from './errors.ts'
import { errorOf } from './process-answer.ts'
import { type HttpAnswer, readAnswer } from './read-answer.ts'
import { type RetryPolicy, withRetries } from './retry.ts'
import { searchContentType } from './wire.ts'
import { withDeadline } from './with-deadline.ts'

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What every request of a client has in common. */
export interface Channel {
  readonly authentication: Authentication
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: Fetch
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
  readonly retry: RetryPolicy
  readonly now: () => number
}

/** One request. */
export interface ClientRequest {
  readonly url: URL
  /** JSON text, which makes it a POST; without it a GET. */
  readonly json?: string
  readonly headers?: Readonly<Record<string, string>>
  /** What the service was asked to wait, on top of `timeoutMs`. */
  readonly waitMs?: number
  readonly signal: AbortSignal | undefined
}

/**
 * Sends a request, again if that may help, and reads its answer to the end.
 *
 * @throws {QueryClientError} If it failed, or its status is not 200.
 */
export function sendRequest(channel: Channel, request: ClientRequest): Promise<HttpAnswer> {
  return withRetries(channel.retry, request.signal, () => sendOnce(channel, request))
}

/** The same, once. */
async function sendOnce(channel: Channel, request: ClientRequest): Promise<HttpAnswer> {
  const { maxAnswerBytes, now } = channel
  const { pathname } = request.url
  const answer = await withDeadline(deadlineOf(channel, request), (stop) =>
    reaching(pathname, stop, async () => {
      const response = await fetchSigned(channel, request, stop)
      return await readAnswer(response, maxAnswerBytes, () => new AnswerTooLargeError(pathname, maxAnswerBytes))
    }),
  )
  if (answer.status !== 200) throw errorOf(pathname, answer, now())
  return answer
}

/**
 * Sends a request, again if that may help, until its answer begins.
 *
 * @param stop Ends the request, also while its answer is read.
 * @throws {QueryClientError} If it failed, or its status is not 200.
 */
export function openAnswer(channel: Channel, request: ClientRequest, stop: AbortSignal): Promise<Response> {
  const { maxAnswerBytes, now } = channel
  const { pathname } = request.url
  return withRetries(channel.retry, request.signal, () =>
    withDeadline(deadlineOf(channel, request), (late) =>
      reaching(pathname, stop, async () => {
        const response = await fetchSigned(channel, request, AbortSignal.any([late, stop]))
        if (response.status === 200) return response
        const tooLarge = (): Error => new AnswerTooLargeError(pathname, maxAnswerBytes)
        throw errorOf(pathname, await readAnswer(response, maxAnswerBytes, tooLarge), now())
      }),
    ),
  )
}

function deadlineOf({ timeoutMs }: Channel, { url, waitMs = 0, signal }: ClientRequest) {
  const all = timeoutMs + waitMs
  return { timeoutMs: all, signal, timeoutError: (): Error => new SearchTimeoutError(url.pathname, all) }
}

/** What is neither ours nor the caller's doing is a service that cannot be reached. */
async function reaching<Result>(path: string, stop: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof QueryClientError || stop.aborted) throw cause
    throw new UnavailableError(path, undefined, { cause })
  }
}

async function fetchSigned(
  channel: Channel,
  { url, json, headers }: ClientRequest,
  signal: AbortSignal,
): Promise<Response> {
  const { authentication, fetch, now } = channel
  const method = json === undefined ? 'GET' : 'POST'
  const body = new TextEncoder().encode(json ?? '')
  const signable = { method, url, contentType: searchContentType, body } as const
  const authorization = await authorizationOf(authentication, signable, now())
  const own = { 'Content-Type': searchContentType, Authorization: authorization }
  return await fetch(url.href, {
    method,
    headers: { ...channel.headers, ...headers, ...own },
    ...(json === undefined ? {} : { body }),
    // a redirect would send the query to an address nobody configured, with a signature that does not fit it
    redirect: 'manual',
    signal,
  })
}
