export type OutgoingErrorCode = 'outgoing_unreachable' | 'outgoing_refused' | 'outgoing_not_found' | 'outgoing_unclear'

/** Why the console has no answer of outgoing's admin API. */
export abstract class OutgoingError extends Error {
  abstract readonly code: OutgoingErrorCode
  abstract readonly retryable: boolean
}

export class OutgoingUnreachableError extends OutgoingError {
  override readonly name = 'OutgoingUnreachableError'
  override readonly code = 'outgoing_unreachable'
  override readonly retryable = true

  constructor(options?: ErrorOptions) {
    super('Cannot reach outgoing: check that it runs with ADMIN_PORT, and OUTGOING_ADMIN_URL', options)
  }
}

/** It answered, with a refusal: its own words are the message. */
export class OutgoingRefusedError extends OutgoingError {
  override readonly name = 'OutgoingRefusedError'
  override readonly code = 'outgoing_refused'
  override readonly retryable = false
  readonly status: number

  constructor(status: number, details: string | undefined) {
    super(details ?? `Outgoing answered with status ${status}; its log says why`)
    this.status = status
  }
}

export class OutgoingNotFoundError extends OutgoingError {
  override readonly name = 'OutgoingNotFoundError'
  override readonly code = 'outgoing_not_found'
  override readonly retryable = false

  constructor(path: string) {
    super(`Outgoing does not know "${path}": the feed may no longer be configured, or outgoing is an older one`)
  }
}

export class OutgoingUnclearError extends OutgoingError {
  override readonly name = 'OutgoingUnclearError'
  override readonly code = 'outgoing_unclear'
  override readonly retryable = false

  constructor(path: string, where: string) {
    super(`Cannot read outgoing's answer to "${path}" at "${where}": use a console and an outgoing of the same version`)
  }
}
