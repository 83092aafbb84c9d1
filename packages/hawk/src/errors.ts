/** Every way this package fails on its own account. A refused request is not a failure: it is a return value. */
export type HawkErrorCode =
  | 'unsignable_request'
  | 'bad_option'
  | 'nonce_store_full'
  | 'nonce_store_timeout'
  | 'nonce_store_reply'

/** Base of all errors thrown by this package. Messages never hold a key, a MAC or a body. */
export class HawkError extends Error {
  override readonly name: string = 'HawkError'
  readonly code: HawkErrorCode
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean

  constructor(code: HawkErrorCode, message: string, options?: ErrorOptions & { retryable?: boolean }) {
    super(message, options)
    this.code = code
    this.retryable = options?.retryable ?? false
  }
}

/** `signRequest()` was given something that no Hawk header can carry. */
export class UnsignableRequestError extends HawkError {
  override readonly name = 'UnsignableRequestError'

  constructor(message: string, options?: ErrorOptions) {
    super('unsignable_request', `Cannot sign request: ${message}`, options)
  }
}

/** A nonce store could not tell whether a nonce is new. The request must be refused as "unavailable", never let in. */
export class NonceStoreError extends HawkError {
  override readonly name = 'NonceStoreError'

  constructor(code: 'nonce_store_full' | 'nonce_store_timeout' | 'nonce_store_reply', message: string) {
    super(code, `Cannot claim nonce: ${message}`, { retryable: true })
  }
}
