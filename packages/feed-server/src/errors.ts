export type FeedServerErrorCode =
  | 'bad_cursor'
  | 'bad_item'
  | 'bad_option'
  | 'bad_row'
  | 'log_full'
  | 'page_too_large'
  | 'read_timeout'
  | 'state_too_large'

/** Base of every error of this package. */
export abstract class FeedServerError extends Error {
  abstract readonly code: FeedServerErrorCode
  /** Whether the same call may succeed later. */
  abstract readonly retryable: boolean
}

/** An option that makes no sense: thrown when the handler or log is created. */
export class FeedOptionError extends FeedServerError {
  override readonly name = 'FeedOptionError'
  override readonly code = 'bad_option'
  override readonly retryable = false
}

/** An item that cannot become JSON. */
export class FeedItemError extends FeedServerError {
  override readonly name = 'FeedItemError'
  override readonly code = 'bad_item'
  override readonly retryable = false
  /** Its place: in the page, or in the log. */
  readonly index: number
  constructor(index: number, options?: ErrorOptions) {
    super(
      `Cannot serve item ${index}: it does not serialise to a JSON object; give a plain object or its JSON text`,
      options,
    )
    this.index = index
  }
}

/** A log in memory that holds as much as it may. */
export class LogFullError extends FeedServerError {
  override readonly name = 'LogFullError'
  override readonly code = 'log_full'
  override readonly retryable = false
  constructor(maxItems: number) {
    super(`Cannot append: the log holds ${maxItems} items; raise maxItems or serve the feed from a store`)
  }
}

/** A page with more bytes than allowed: nothing of it was sent. */
export class PageTooLargeError extends FeedServerError {
  override readonly name = 'PageTooLargeError'
  override readonly code = 'page_too_large'
  override readonly retryable = false
  constructor(bytes: number, maxBytes: number) {
    super(`Cannot serve page: ${bytes} bytes, ${maxBytes} allowed; lower pageSize or raise maxPageBytes`)
  }
}

/** A source that took too long over a page. */
export class ReadTimeoutError extends FeedServerError {
  override readonly name = 'ReadTimeoutError'
  override readonly code = 'read_timeout'
  override readonly retryable = true
  constructor(timeoutMs: number, options?: ErrorOptions) {
    super(
      `Cannot serve page: the source took over ${timeoutMs} ms; see why, lower pageSize or raise readTimeoutMs`,
      options,
    )
  }
}

/** A row that has no place in the order of its feed. */
export class SqlRowError extends FeedServerError {
  override readonly name = 'SqlRowError'
  override readonly code = 'bad_row'
  override readonly retryable = false
  constructor(column: string) {
    super(`Cannot serve row: its "${column}" is null, or neither text nor a number; make the column NOT NULL`)
  }
}

/** A source's cursor that its own feed would not take back. */
export class CursorTooLongError extends FeedServerError {
  override readonly name = 'CursorTooLongError'
  override readonly code = 'bad_cursor'
  override readonly retryable = false
  constructor(length: number, maxLength: number) {
    super(
      `Cannot link to the next page: its cursor has ${length} characters, ${maxLength} allowed; shorten what it holds`,
    )
  }
}

/** A current state of more entities than allowed. */
export class StateTooLargeError extends FeedServerError {
  override readonly name = 'StateTooLargeError'
  override readonly code = 'state_too_large'
  override readonly retryable = false
  constructor(maxItems: number) {
    super(`Cannot serve current state: it has more than ${maxItems} entities; raise maxItems or serve a table`)
  }
}
