import type { ForwardedAnswer } from './forward-search.ts'

/** Every way in which this package fails to answer a search. */
export type QueryProxyErrorCode =
  | 'body_too_large'
  | 'body_too_slow'
  | 'body_invalid'
  | 'search_refused'
  | 'nonce_store_down'
  | 'issuer_down'
  | 'too_many_requests'
  | 'too_many_bodies'
  | 'search_unreachable'
  | 'search_timed_out'
  | 'search_incomplete'
  | 'search_unreadable'
  | 'reader_slow'
  | 'deep_read_failed'
  | 'configuration_invalid'

/** What every error of this package is an instance of. */
export abstract class QueryProxyError extends Error {
  abstract readonly code: QueryProxyErrorCode
  /** True when the same request may succeed later without being changed. */
  abstract readonly retryable: boolean
}

/** The request's body is longer than the proxy reads. */
export class BodyTooLargeError extends QueryProxyError {
  override readonly name = 'BodyTooLargeError'
  override readonly code = 'body_too_large'
  override readonly retryable = false
  readonly maxBytes: number
  /** The `Content-Length` where there was one, else what was counted. */
  readonly actualBytes: number

  constructor(maxBytes: number, actualBytes: number) {
    super(`Maximum request body size ${maxBytes} exceeded, actual body size ${actualBytes}`)
    this.maxBytes = maxBytes
    this.actualBytes = actualBytes
  }
}

/** The request's body did not arrive in time. */
export class BodyTooSlowError extends QueryProxyError {
  override readonly name = 'BodyTooSlowError'
  override readonly code = 'body_too_slow'
  override readonly retryable = true

  constructor(timeoutMs: number) {
    super(`Cannot read "body": it did not arrive within ${timeoutMs} ms; send it faster`)
  }
}

/** The request's body is not a JSON object that can be searched with. */
export class InvalidBodyError extends QueryProxyError {
  override readonly name = 'InvalidBodyError'
  override readonly code = 'body_invalid'
  override readonly retryable = false
}

/** The search uses something that the caller's access key does not permit. */
export class RefusedSearchError extends QueryProxyError {
  override readonly name = 'RefusedSearchError'
  override readonly code = 'search_refused'
  override readonly retryable = false
  /** Where in the caller's body, for example `query.bool.must[0].script`. */
  readonly path: string
  /** Why it is refused, and what to do. */
  readonly reason: string

  constructor(path: string, reason: string) {
    super(`Cannot search with "${path}": ${reason}`)
    this.path = path
    this.reason = reason
  }
}

/** The nonce store did not answer, so that nobody can be authenticated. */
export class NonceStoreDownError extends QueryProxyError {
  override readonly name = 'NonceStoreDownError'
  override readonly code = 'nonce_store_down'
  override readonly retryable = true

  constructor(options: ErrorOptions) {
    super('Cannot authenticate: the nonce store does not answer; check that Redis is up', options)
  }
}

/** The issuer of tokens did not answer, so that nobody can be authenticated by one. */
export class IssuerDownError extends QueryProxyError {
  override readonly name = 'IssuerDownError'
  override readonly code = 'issuer_down'
  override readonly retryable = true

  constructor(options: ErrorOptions) {
    super("Cannot authenticate: the issuer's keys cannot be read; check its address and that it is up", options)
  }
}

/** The caller has as many requests under way as one key may have. */
export class TooManyRequestsError extends QueryProxyError {
  override readonly name = 'TooManyRequestsError'
  override readonly code = 'too_many_requests'
  override readonly retryable = true

  constructor(most: number, what: string) {
    super(`Cannot answer: this access key has ${most} ${what} under way already; wait for one of them to end`)
  }
}

/** The caller has as many large bodies under way as one key may have; this one was not read. */
export class TooManyBodiesError extends QueryProxyError {
  override readonly name = 'TooManyBodiesError'
  override readonly code = 'too_many_bodies'
  override readonly retryable = true

  constructor(most: number, bytes: number) {
    super(
      `Cannot answer: this access key has ${most} requests of more than ${bytes} bytes under way already; wait for one of them to end`,
    )
  }
}

/** OpenSearch cannot be reached, or stopped answering. */
export class SearchUnreachableError extends QueryProxyError {
  override readonly name = 'SearchUnreachableError'
  override readonly code = 'search_unreachable'
  override readonly retryable = true

  constructor(options?: ErrorOptions) {
    super('Cannot search: OpenSearch does not answer; check that it is up and its address right', options)
  }
}

/** OpenSearch is there, but did not finish this search in time. */
export class SearchTimedOutError extends QueryProxyError {
  override readonly name = 'SearchTimedOutError'
  override readonly code = 'search_timed_out'
  override readonly retryable = true

  constructor(timeoutMs: number, options?: ErrorOptions) {
    super(`Cannot search: OpenSearch did not answer within ${timeoutMs} ms; ask for less`, options)
  }
}

/** OpenSearch answered 200, but for a part of the documents only. */
export class IncompleteSearchError extends QueryProxyError {
  override readonly name = 'IncompleteSearchError'
  override readonly code = 'search_incomplete'
  override readonly retryable = true

  constructor(reason: string) {
    super(`The search is incomplete: ${reason}; try again`)
  }
}

/** What came back with status 200 is not a search answer. */
export class UnreadableAnswerError extends QueryProxyError {
  override readonly name = 'UnreadableAnswerError'
  override readonly code = 'search_unreadable'
  override readonly retryable = true

  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot read the answer of OpenSearch: ${reason}; check what answers at its address`, options)
  }
}

/** A caller stopped reading a long answer, which was then cut off. */
export class SlowReaderError extends QueryProxyError {
  override readonly name = 'SlowReaderError'
  override readonly code = 'reader_slow'
  override readonly retryable = true

  constructor(timeoutMs: number) {
    super(`Cannot send the answer: its reader took nothing for ${timeoutMs} ms; read faster, or ask for less`)
  }
}

/** OpenSearch refused a page of a deep reading; what it said goes to the caller as it is. */
export class DeepReadError extends QueryProxyError {
  override readonly name = 'DeepReadError'
  override readonly code = 'deep_read_failed'
  override readonly retryable = false
  readonly answer: ForwardedAnswer

  constructor(answer: ForwardedAnswer) {
    super(`Cannot read on: OpenSearch answered with status ${answer.status}; see what it says of the search`)
    this.answer = answer
  }
}

/** An option of the proxy makes no sense. */
export class InvalidOptionError extends QueryProxyError {
  override readonly name = 'InvalidOptionError'
  override readonly code = 'configuration_invalid'
  override readonly retryable = false
}
