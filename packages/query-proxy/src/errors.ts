/** Every way in which this package fails to answer a search. */
export type QueryProxyErrorCode =
  | 'body_too_large'
  | 'body_invalid'
  | 'search_refused'
  | 'nonce_store_down'
  | 'search_unreachable'
  | 'search_timed_out'
  | 'search_incomplete'
  | 'search_unreadable'
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

  constructor(path: string, reason: string) {
    super(`Cannot search with "${path}": ${reason}`)
    this.path = path
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

/** An option of the proxy makes no sense. */
export class InvalidOptionError extends QueryProxyError {
  override readonly name = 'InvalidOptionError'
  override readonly code = 'configuration_invalid'
  override readonly retryable = false
}
