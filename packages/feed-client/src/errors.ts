/** Why reading a feed failed; one code a subclass. */
export type FeedClientErrorCode =
  | 'connection_failed'
  | 'timed_out'
  | 'status'
  | 'truncated_body'
  | 'page_too_large'
  | 'content_encoding'
  | 'too_many_redirects'
  | 'url_refused'
  | 'private_address'
  | 'not_utf8'
  | 'not_json'
  | 'not_xml'
  | 'doctype_refused'
  | 'nesting_too_deep'
  | 'not_a_page'
  | 'too_many_items'
  | 'loop'
  | 'too_many_pages'

/** What every failure of this package is. An abort is none: then the signal's own reason is thrown. */
export abstract class FeedClientError extends Error {
  abstract readonly code: FeedClientErrorCode
  /** True when the same request may succeed later though nobody changed a configuration or a program. */
  abstract readonly retryable: boolean
  /** The page that was asked for, without user information. */
  readonly url: string

  constructor(url: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.url = withoutUserinfo(url)
  }
}

/** A page led to a page that this pass has read before: following it would never end. */
export class LoopError extends FeedClientError {
  override readonly name = 'LoopError'
  override readonly code = 'loop'
  override readonly retryable = false
  /** The URL that came up again. */
  readonly target: string

  constructor(url: string, target: string) {
    super(
      url,
      `Cannot read on from page ${quoted(url)}: its next page ${quoted(target)} was read before in this pass; ` +
        'the source must give each page its own URL and leave "next" out of the last one',
    )
    this.target = target
  }
}

/** The feed has more pages than `maxPages`. */
export class TooManyPagesError extends FeedClientError {
  override readonly name = 'TooManyPagesError'
  override readonly code = 'too_many_pages'
  override readonly retryable = false

  constructor(url: string, maxPages: number) {
    super(
      url,
      `Cannot read on from page ${quoted(url)}: ${maxPages} pages were read and there is a next one; raise maxPages if the feed is that long`,
    )
  }
}

const maxQuoted = 500

/** Quotes what a stranger wrote for a message: cut to a length, escapes for control characters, no user information. */
export function quoted(text: string): string {
  const shown = withoutUserinfo(text)
  return JSON.stringify(shown.length > maxQuoted ? `${shown.slice(0, maxQuoted)}…` : shown)
}

/** Takes `user:password@` out of a URL, also out of one that cannot be parsed. */
export function withoutUserinfo(url: string): string {
  const parsed = URL.parse(url)
  if (!parsed) return url.replace(/^([a-z][a-z\d+.-]*:[\\/]*|[\\/]{2,}).*@/i, '$1')
  if (!parsed.username && !parsed.password) return url
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}
