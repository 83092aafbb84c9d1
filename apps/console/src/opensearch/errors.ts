export type OpenSearchErrorCode =
  | 'opensearch_unreachable'
  | 'opensearch_timed_out'
  | 'answer_too_large'
  | 'body_too_large'

/** Why OpenSearch gave the console no answer. */
export abstract class OpenSearchError extends Error {
  abstract readonly code: OpenSearchErrorCode
  abstract readonly retryable: boolean
}

export class OpenSearchUnreachableError extends OpenSearchError {
  override readonly name = 'OpenSearchUnreachableError'
  override readonly code = 'opensearch_unreachable'
  override readonly retryable = true

  constructor(options?: ErrorOptions) {
    const { cause } = options ?? {}
    const why = cause instanceof Error ? ` (${'code' in cause ? String(cause.code) : cause.message})` : ''
    super(`Cannot reach OpenSearch${why}: check that it runs and that its address is right`, options)
  }
}

export class OpenSearchTimedOutError extends OpenSearchError {
  override readonly name = 'OpenSearchTimedOutError'
  override readonly code = 'opensearch_timed_out'
  override readonly retryable = true

  constructor(timeoutMs: number) {
    super(`OpenSearch did not answer within ${timeoutMs} ms: ask for less, or look at its load`)
  }
}

export class OpenSearchAnswerTooLargeError extends OpenSearchError {
  override readonly name = 'OpenSearchAnswerTooLargeError'
  override readonly code = 'answer_too_large'
  override readonly retryable = false

  constructor(maxBytes: number) {
    super(`OpenSearch's answer is larger than ${maxBytes} bytes: ask for fewer documents`)
  }
}

export class BodyTooLargeError extends OpenSearchError {
  override readonly name = 'BodyTooLargeError'
  override readonly code = 'body_too_large'
  override readonly retryable = false

  constructor(maxBytes: number) {
    super(`Cannot sign a body larger than ${maxBytes} bytes: send it in parts`)
  }
}
