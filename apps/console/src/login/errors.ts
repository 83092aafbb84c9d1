export type LoginErrorCode = 'login_unavailable' | 'login_refused' | 'login_stale'

/** Why somebody could not log in. Its message can be shown to them. */
export abstract class LoginError extends Error {
  abstract readonly code: LoginErrorCode
  abstract readonly retryable: boolean
}

/** Whoever knows the people does not answer, or not as agreed. */
export class LoginUnavailableError extends LoginError {
  override readonly name = 'LoginUnavailableError'
  override readonly code = 'login_unavailable'
  override readonly retryable = true

  constructor(host: string, options?: ErrorOptions) {
    super(`Cannot log anybody in: ${host} does not answer, or not as expected; try again in a minute`, options)
  }
}

/** The answer was a refusal, or was not to what we asked. */
export class LoginRefusedError extends LoginError {
  override readonly name = 'LoginRefusedError'
  override readonly code = 'login_refused'
  override readonly retryable = false

  constructor(host: string, options?: ErrorOptions) {
    super(`${host} did not confirm this login; log in again, or ask those who run it for access`, options)
  }
}

/** Nobody here began this login, or it was too long ago. */
export class StaleLoginError extends LoginError {
  override readonly name = 'StaleLoginError'
  override readonly code = 'login_stale'
  override readonly retryable = true

  constructor(options?: ErrorOptions) {
    super('This login was not begun in this browser, or more than ten minutes ago; log in again', options)
  }
}
