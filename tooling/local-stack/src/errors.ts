/** Why the local stack could not be started. */
export type LocalStackErrorCode =
  | 'checksum'
  | 'disk_full'
  | 'network'
  | 'no_java'
  | 'no_redis'
  | 'not_answering'
  | 'not_started'
  | 'not_writable'

/** A fault that a person can do something about: the message is one sentence that says what. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError'
  readonly code: LocalStackErrorCode

  constructor(code: LocalStackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
