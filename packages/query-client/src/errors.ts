import type { Refusal } from './wire.ts'

/** Every way a search fails. */
export type QueryClientErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'bad_request'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'partial'
  | 'malformed_answer'
  | 'answer_too_large'
  | 'paging_failed'
  | 'bad_option'

/** Base of all errors of this package. Messages hold no secret, no query and no document. */
export abstract class QueryClientError extends Error {
  abstract readonly code: QueryClientErrorCode
  /** True when the same search may succeed later without any change. */
  abstract readonly retryable: boolean
}

/** An option, or an argument, that cannot work. */
export class InvalidOptionError extends QueryClientError {
  override readonly name = 'InvalidOptionError'
  override readonly code = 'bad_option'
  override readonly retryable = false
}

/** Status 401: the service does not know who asks. */
export class UnauthorizedError extends QueryClientError {
  override readonly name = 'UnauthorizedError'
  override readonly code = 'unauthorized'
  override readonly retryable = false
  /** The service's own words. */
  readonly details: string | undefined

  constructor(path: string, refusal: Refusal) {
    super(
      `Cannot search at "${path}": status 401${quoted(refusal)}; check the key, that the clock is right within 60 s, ` +
        'and that this address is allowed',
    )
    this.details = refusal.details
  }
}

/** Status 403: who asks may not ask this. */
export class ForbiddenError extends QueryClientError {
  override readonly name = 'ForbiddenError'
  override readonly code = 'forbidden'
  override readonly retryable = false
  readonly details: string | undefined

  constructor(path: string, refusal: Refusal) {
    super(`Cannot search at "${path}": status 403${quoted(refusal)}; ask for the permission`)
    this.details = refusal.details
  }
}

/** Status 400 or another of the four hundreds: the search has to be changed. */
export class BadRequestError extends QueryClientError {
  override readonly name = 'BadRequestError'
  override readonly code = 'bad_request'
  override readonly retryable = false
  readonly status: number
  /** The service's own words, or OpenSearch's reason, which may quote the query: keep it out of shared logs. */
  readonly details: string | undefined
  /** Where in the body the fault is, where the service tells, e.g. `query.bool.must[0].script`. */
  readonly path: string | undefined

  constructor(path: string, status: number, refusal: Refusal) {
    super(`Cannot search at "${path}": status ${status}${quoted(refusal)}; change the search as \`details\` says`)
    this.status = status
    this.details = refusal.details
    this.path = refusal.path
  }
}

/** Status 429: too many searches. */
export class RateLimitedError extends QueryClientError {
  override readonly name = 'RateLimitedError'
  override readonly code = 'rate_limited'
  override readonly retryable = true
  /** How long the service asks to wait; undefined when it does not say. */
  readonly retryAfterMs: number | undefined

  constructor(path: string, retryAfterMs: number | undefined) {
    super(`Cannot search at "${path}": status 429; wait ${retryAfterMs ?? 'some'} ms and search less often`)
    this.retryAfterMs = retryAfterMs
  }
}

/** A status of the five hundreds, or no answer at all. */
export class UnavailableError extends QueryClientError {
  override readonly name = 'UnavailableError'
  override readonly code = 'unavailable'
  override readonly retryable = true
  /** Undefined when no answer came. */
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(path: string, status: number | undefined, options: ErrorOptions & { retryAfterMs?: number | undefined }) {
    const what = status === undefined ? 'no whole answer came' : `status ${status}`
    super(`Cannot search at "${path}": ${what}; try again, and check that the service is up`, options)
    this.status = status
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The answer was not there in time. */
export class SearchTimeoutError extends QueryClientError {
  override readonly name = 'SearchTimeoutError'
  override readonly code = 'timeout'
  override readonly retryable = true
  readonly timeoutMs: number

  constructor(path: string, timeoutMs: number) {
    super(`Cannot search at "${path}": no whole answer within ${timeoutMs} ms; ask for less, or raise timeoutMs`)
    this.timeoutMs = timeoutMs
  }
}

/** OpenSearch answered without some of the documents. The part that came is not given out. */
export class PartialAnswerError extends QueryClientError {
  override readonly name = 'PartialAnswerError'
  override readonly code = 'partial'
  override readonly retryable = true
  readonly failedShards: number
  readonly timedOut: boolean

  constructor(path: string, failedShards: number, timedOut: boolean) {
    const why = timedOut ? 'OpenSearch ran out of time' : `${failedShards} shards failed`
    super(`Cannot use the answer of "${path}": ${why} and documents are missing; try again`)
    this.failedShards = failedShards
    this.timedOut = timedOut
  }
}

/** What came back is not a search answer: not JSON, or another service. */
export class MalformedAnswerError extends QueryClientError {
  override readonly name = 'MalformedAnswerError'
  override readonly code = 'malformed_answer'
  override readonly retryable = false
  readonly status: number

  constructor(path: string, status: number, what: string) {
    super(`Cannot use the answer of "${path}": status ${status}, ${what}; check that the URL is that of the service`)
    this.status = status
  }
}

/** The answer has more bytes than allowed. Reading stopped there. */
export class AnswerTooLargeError extends QueryClientError {
  override readonly name = 'AnswerTooLargeError'
  override readonly code = 'answer_too_large'
  override readonly retryable = false
  readonly maxAnswerBytes: number

  constructor(path: string, maxAnswerBytes: number) {
    super(`Cannot use the answer of "${path}": over ${maxAnswerBytes} bytes; ask for less, or raise maxAnswerBytes`)
    this.maxAnswerBytes = maxAnswerBytes
  }
}

/** `client.hits()` cannot go on to the next page without the risk of leaving hits out. */
export class PagingError extends QueryClientError {
  override readonly name = 'PagingError'
  override readonly code = 'paging_failed'
  override readonly retryable = false

  constructor(alias: string, what: string) {
    super(`Cannot read the next page of "${alias}": ${what}`)
  }
}

/** The service's own words never hold values of a query; OpenSearch's do, so only the name of its fault is told. */
function quoted({ details, type }: Refusal): string {
  if (type !== undefined) return `, ${type}`
  return details === undefined ? '' : `, "${details}"`
}
