/** Why a feed could not be tested; one code a subclass. */
export type FeedConformanceErrorCode = 'arguments' | 'unreachable' | 'refused' | 'out_of_budget' | 'exchange' | 'hook'

/** What every failure of this package is. That a feed does not conform is none: it is in the report. */
export abstract class FeedConformanceError extends Error {
  abstract readonly code: FeedConformanceErrorCode
  /** True when the same test may succeed later though nobody changed anything. */
  abstract readonly retryable: boolean
}

/** The command line or the options make no sense. */
export class ArgumentsError extends FeedConformanceError {
  override readonly name = 'ArgumentsError'
  override readonly code = 'arguments'
  override readonly retryable = false
}

/** Nothing answers at the feed's URL. */
export class UnreachableError extends FeedConformanceError {
  override readonly name = 'UnreachableError'
  override readonly code = 'unreachable'
  override readonly retryable = true

  constructor(url: string, options: ErrorOptions & { readonly reason: string }) {
    super(`Cannot test feed ${url}: ${options.reason}; check that the source is up and the URL right`, options)
  }
}

/** The feed does not let us in. */
export class RefusedError extends FeedConformanceError {
  override readonly name = 'RefusedError'
  override readonly code = 'refused'
  override readonly retryable = false

  constructor(url: string, status: number, hasCredentials: boolean) {
    const todo = hasCredentials ? 'check the credentials and that clocks differ by under 60 s' : 'give credentials'
    super(`Cannot test feed ${url}: it answers with status ${status}; ${todo}`)
  }
}

/** All requests or all time that a test may take is used up. */
export class OutOfBudgetError extends FeedConformanceError {
  override readonly name = 'OutOfBudgetError'
  override readonly code = 'out_of_budget'
  override readonly retryable = false

  constructor(what: 'requests' | 'time', limit: string) {
    super(`the ${what} of this test ran out (${limit})`)
  }
}

/** A request got no whole answer. Within a check this is a finding, not the end of the test. */
export class ExchangeError extends FeedConformanceError {
  override readonly name = 'ExchangeError'
  override readonly code = 'exchange'
  override readonly retryable = true
  /** Whether an answer had begun. */
  readonly answered: boolean

  constructor(message: string, options: ErrorOptions & { readonly answered: boolean }) {
    super(message, options)
    this.answered = options.answered
  }
}

/** What should write or delete at the source failed. */
export class HookError extends FeedConformanceError {
  override readonly name = 'HookError'
  override readonly code = 'hook'
  override readonly retryable = false
}
