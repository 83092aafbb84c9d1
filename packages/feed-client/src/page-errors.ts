import { FeedClientError, quoted } from './errors.ts'

/** The body is not UTF-8, which JSON between systems must be (RFC 8259, section 8.1); of XML only UTF-8 is read. */
export class NotUtf8Error extends FeedClientError {
  override readonly name = 'NotUtf8Error'
  override readonly code = 'not_utf8'
  override readonly retryable = false

  constructor(url: string) {
    super(url, `Cannot read page ${quoted(url)}: the body is not UTF-8; the source must send UTF-8`)
  }
}

/**
 * The body is not JSON. Retryable: a body that was cut off where HTTP could not tell, or the HTML page of a site under
 * maintenance with status 200, is gone the next time.
 */
export class NotJsonError extends FeedClientError {
  override readonly name = 'NotJsonError'
  override readonly code = 'not_json'
  override readonly retryable = true

  /** @param found What was found, in words of ours: a body never goes into a message. */
  constructor(url: string, found: string) {
    super(
      url,
      `Cannot read page ${quoted(url)}: expected JSON, found ${found}; check what the source answers at this URL`,
    )
  }
}

/** The body is not well-formed XML. Retryable like {@link NotJsonError}. */
export class NotXmlError extends FeedClientError {
  override readonly name = 'NotXmlError'
  override readonly code = 'not_xml'
  override readonly retryable = true

  /** @param found What was found, in words of ours. */
  constructor(url: string, found: string) {
    super(
      url,
      `Cannot read page ${quoted(url)}: expected XML, found ${found}; check what the source answers at this URL`,
    )
  }
}

/** The body is XML with a document type declaration, which could define entities: it is not read, whatever it says. */
export class DoctypeRefusedError extends FeedClientError {
  override readonly name = 'DoctypeRefusedError'
  override readonly code = 'doctype_refused'
  override readonly retryable = false

  constructor(url: string) {
    super(url, `Cannot read page ${quoted(url)}: its XML has a DOCTYPE; the source must leave that out`)
  }
}

/** Arrays and objects, or XML's elements, lie deeper within each other than `maxNesting`. */
export class NestingTooDeepError extends FeedClientError {
  override readonly name = 'NestingTooDeepError'
  override readonly code = 'nesting_too_deep'
  override readonly retryable = false

  constructor(url: string, maxNesting: number) {
    super(
      url,
      `Cannot read page ${quoted(url)}: it is nested more than ${maxNesting} deep; the source must send flatter documents`,
    )
  }
}

/** The body is JSON, but no page of this source format. */
export class NotAPageError extends FeedClientError {
  override readonly name = 'NotAPageError'
  override readonly code = 'not_a_page'
  override readonly retryable = false

  constructor(url: string, expected: string, found: string) {
    super(
      url,
      `Cannot read page ${quoted(url)}: expected ${expected}, found ${found}; check the feed's URL and source format`,
    )
  }
}

/** The page has more records than `maxItems`, or more parts than so many could have: each takes memory beyond its bytes. */
export class TooManyItemsError extends FeedClientError {
  override readonly name = 'TooManyItemsError'
  override readonly code = 'too_many_items'
  override readonly retryable = false

  constructor(url: string, maxItems: number) {
    super(
      url,
      `Cannot read page ${quoted(url)}: it has more than ${maxItems} records, or too many parts for so many; make the source's pages smaller, or raise maxItems`,
    )
  }
}

const maxMembers = 10

/** Names a JSON value's type for a message, and an object's member names: never a value. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`
  const keys = Object.keys(value)
  if (keys.length === 0) return 'an empty object'
  const shown = keys.slice(0, maxMembers).map((key) => quoted(key.slice(0, 50)))
  return `an object with ${shown.join(', ')}${keys.length > maxMembers ? ', …' : ''}`
}
