import type { FeedAuthentication } from '@as/feed-client'
import { authorizationFor } from './authorization.ts'
import { OutOfBudgetError } from './errors.ts'
import type { Answer, Exchange } from './http-exchange.ts'
import type { Page } from './page.ts'
import { type Reading, readOn } from './read-on.ts'

/** One request and its answer. */
export interface Recorded extends Answer {
  readonly method: string
  readonly url: string
  /** The request's headers without credentials, lower-case. */
  readonly sent: Readonly<Record<string, string>>
}

export interface ProbeRequest {
  readonly method?: string
  /** Default the seed. */
  readonly url?: string
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  /** An `Authorization` header to send instead of one's own, or `none`. */
  readonly authorization?: string
  /** The URL as the feed is to see it, where that is not the one connected to. */
  readonly signedUrl?: string
  /** Default the probe's. */
  readonly timeoutMs?: number
}

/** Does something at the source, and says which ids show it: of activities written, of objects deleted. */
export type SourceHook = (signal: AbortSignal) => Promise<readonly string[]>

export interface ProbeLimits {
  /** Most requests in all. */
  readonly maxRequests: number
  /** Most pages of one reading. */
  readonly maxPages: number
  /** For one request, without what it is to wait. */
  readonly requestTimeoutMs: number
  /** Largest body. */
  readonly maxPageBytes: number
  /** How long a request at the tail is to wait. */
  readonly waitSeconds: number
  /** How many activities are written while the feed is read. */
  readonly writes: number
}

export interface ProbeOptions {
  readonly seed: string
  readonly authentication: FeedAuthentication
  readonly limits: ProbeLimits
  readonly write: SourceHook | undefined
  readonly remove: SourceHook | undefined
  readonly exchange: Exchange
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly signal: AbortSignal
}

/** What a check has to look at a feed with. */
export interface Probe extends Omit<ProbeOptions, 'exchange'> {
  /** Every answer so far, oldest first. */
  readonly answers: readonly Recorded[]
  readonly request: (request?: ProbeRequest) => Promise<Recorded>
  /** Takes one request out of the budget, for one that is sent elsewhere. */
  readonly spend: () => void
  /** Reads from a URL to the end of the feed. */
  readonly read: (url?: string) => Promise<Reading>
  /** The first reading of the feed, done once. */
  readonly reading: () => Promise<Reading>
  /** The pages of the first reading, or why there are none. */
  readonly pages: () => Promise<readonly Page[]>
}

/** @throws {OutOfBudgetError} From `request` and all that uses it, when the requests are used up. */
export function createProbe({ exchange, ...options }: ProbeOptions): Probe {
  const { seed, authentication, limits, now, signal } = options
  const answers: Recorded[] = []
  let spent = 0
  let first: Promise<Reading> | undefined

  function spend(): void {
    signal.throwIfAborted()
    spent += 1
    if (spent > limits.maxRequests) throw new OutOfBudgetError('requests', `${limits.maxRequests}; raise maxRequests`)
  }

  async function request(asked: ProbeRequest = {}): Promise<Recorded> {
    const { method = 'GET', url = seed, headers = {}, signedUrl = url, timeoutMs = limits.requestTimeoutMs } = asked
    spend()
    const own = await authorizationFor(authentication, { method, url: signedUrl, now: now() })
    const authorization = asked.authorization === 'none' ? undefined : (asked.authorization ?? own)
    const answer = await exchange({
      method,
      url,
      headers: { accept: 'application/json', ...headers, ...(authorization !== undefined && { authorization }) },
      timeoutMs,
      maxBytes: limits.maxPageBytes,
      signal,
    })
    const recorded = { ...answer, method, url, sent: headers }
    answers.push(recorded)
    return recorded
  }

  const read = (url: string = seed): Promise<Reading> => readOn(url, { maxPages: limits.maxPages, request })
  const reading = (): Promise<Reading> => (first ??= read())
  return { ...options, answers, request, spend, read, reading, pages: async () => (await reading()).pages }
}
