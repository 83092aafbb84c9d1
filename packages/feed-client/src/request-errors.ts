import { FeedClientError, quoted } from './errors.ts'

/** No connection, or it broke before the answer's headers were there. */
export class ConnectionError extends FeedClientError {
  override readonly name = 'ConnectionError'
  override readonly code = 'connection_failed'
  /** False for a certificate that cannot be trusted, which somebody must replace. */
  override readonly retryable: boolean
  /** The system's word, as `ECONNREFUSED`. */
  readonly reason: string

  constructor(url: string, reason: string, options?: ErrorOptions) {
    const certificate = /CERT|^ERR_TLS_|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH/.test(reason)
    const todo = certificate ? "check the source's certificate" : 'check that the source is up and the host name right'
    super(url, `Cannot read page ${quoted(url)}: the connection failed with ${reason}; ${todo}`, options)
    this.retryable = !certificate
    this.reason = reason
  }
}

/** What a request was waiting for: a connection, the answer's headers, more of the body, or all of it. */
export type TimeoutPhase = 'connect' | 'response' | 'body' | 'total'

const awaited: Readonly<Record<TimeoutPhase, string>> = {
  connect: 'a connection',
  response: "the answer's headers",
  body: 'more of the body',
  total: 'the whole answer',
}

/** The source took longer than a limit allows. */
export class RequestTimeoutError extends FeedClientError {
  override readonly name = 'RequestTimeoutError'
  override readonly code = 'timed_out'
  override readonly retryable = true
  readonly phase: TimeoutPhase

  constructor(url: string, phase: TimeoutPhase, timeoutMs: number) {
    super(
      url,
      `Cannot read page ${quoted(url)}: waited ${timeoutMs} ms for ${awaited[phase]}; check the source's load, or raise ${phase}TimeoutMs`,
    )
    this.phase = phase
  }
}

const advice: Readonly<Record<number, string>> = {
  401: 'check the key and that clocks differ by less than 60 s',
  403: 'check what the key may read',
  404: "check the feed's URL",
  429: 'ask less often',
}

/** The source answered with a status other than 200. */
export class StatusError extends FeedClientError {
  override readonly name = 'StatusError'
  override readonly code = 'status'
  /** True for 408, 425, 429 and 5xx. */
  override readonly retryable: boolean
  readonly status: number
  /** How long the source asks to wait (Retry-After), where it said. */
  readonly retryAfterMs: number | undefined

  constructor(url: string, status: number, retryAfterMs?: number) {
    const todo = advice[status] ?? (status >= 500 ? "look into the source's logs" : 'check the URL and the source')
    super(url, `Cannot read page ${quoted(url)}: status ${status}; ${todo}`)
    this.status = status
    this.retryable = status === 408 || status === 425 || status === 429 || status >= 500
    this.retryAfterMs = retryAfterMs
  }
}

/** The body ended before it was whole. */
export class TruncatedBodyError extends FeedClientError {
  override readonly name = 'TruncatedBodyError'
  override readonly code = 'truncated_body'
  override readonly retryable = true

  constructor(url: string, options?: ErrorOptions) {
    super(url, `Cannot read page ${quoted(url)}: the body was cut off; check the source and what lies between`, options)
  }
}

/** The body, decompressed, is larger than `maxPageBytes`. */
export class PageTooLargeError extends FeedClientError {
  override readonly name = 'PageTooLargeError'
  override readonly code = 'page_too_large'
  override readonly retryable = false

  constructor(url: string, maxPageBytes: number) {
    super(
      url,
      `Cannot read page ${quoted(url)}: its body is larger than ${maxPageBytes} bytes; make the source's pages smaller, or raise maxPageBytes`,
    )
  }
}

/** The body is encoded more than once, in a way that was not asked for, or wrongly. */
export class ContentEncodingError extends FeedClientError {
  override readonly name = 'ContentEncodingError'
  override readonly code = 'content_encoding'
  override readonly retryable = false

  constructor(url: string, contentEncoding: string, fault: string, options?: ErrorOptions) {
    super(
      url,
      `Cannot read page ${quoted(url)}: content encoding ${quoted(contentEncoding)} ${fault}; the source may use one of gzip, deflate, br, or none`,
      options,
    )
  }
}

/** More redirects in a row than `maxRedirects`. */
export class TooManyRedirectsError extends FeedClientError {
  override readonly name = 'TooManyRedirectsError'
  override readonly code = 'too_many_redirects'
  override readonly retryable = false

  constructor(url: string, maxRedirects: number) {
    super(
      url,
      `Cannot read page ${quoted(url)}: more than ${maxRedirects} redirects in a row; use the URL they should end at`,
    )
  }
}
