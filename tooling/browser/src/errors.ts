export type BrowserErrorCode = 'no_chromium' | 'not_started'

/** A fault that a person can do something about: the message is one sentence that says what. */
export class BrowserError extends Error {
  override readonly name = 'BrowserError'
  readonly code: BrowserErrorCode

  constructor(code: BrowserErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
