import type { FeedClientErrorCode } from './errors.ts'

/** What a page requester reports while it works. URLs are without user information. */
export type FeedClientEvent = RequestFinishedEvent | RateLimitedEvent

/** One HTTP request ended, one way or another; each redirect is a request of its own. */
export interface RequestFinishedEvent {
  readonly type: 'request-finished'
  readonly url: string
  /** Host name and, where it is not the scheme's own, port. */
  readonly host: string
  /** The answer's status; undefined if none came. */
  readonly status: number | undefined
  /** Why it failed, if it did; a status is no failure here. `aborted`: the signal fired. */
  readonly failure: FeedClientErrorCode | 'aborted' | undefined
  /** Size of a 200's body as received, in bytes; 0 where it was not read to its end. */
  readonly receivedBytes: number
  /** The same, decompressed. */
  readonly bytes: number
  /** From the request to the end of the body, in milliseconds. */
  readonly ms: number
  /** For finding the address, in milliseconds; undefined if a connection was reused. */
  readonly dnsMs: number | undefined
}

/** The source answered 429 with Retry-After, which is now waited for. */
export interface RateLimitedEvent {
  readonly type: 'rate-limited'
  readonly url: string
  readonly host: string
  /** How long the wait is, in milliseconds. */
  readonly waitMs: number
  /** How often this page was asked for so far. */
  readonly tries: number
}
