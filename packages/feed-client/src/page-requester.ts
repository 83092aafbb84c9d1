import type { PrivateAddresses, ResolveHost } from './address-policy.ts'
import { createAddressPolicy } from './address-policy.ts'
import type { FeedAuthentication } from './authorize.ts'
import type { FeedClientEvent } from './events.ts'
import type { FeedClientLimits } from './limits.ts'
import { resolveLimits } from './limits.ts'
import { resolveNextLink } from './next-link.ts'
import { RequestTimeoutError, StatusError, TooManyRedirectsError } from './request-errors.ts'
import type { PageAnswer } from './request-page.ts'
import { createPageClient } from './request-page.ts'
import { parseRetryAfter } from './retry-after.ts'
import { sleepFor, sleepUntil } from './retry-policy.ts'
import type { Sender } from './send-request.ts'
import { header, sendRequest } from './send-request.ts'

/** What one call of a {@link PageRequester} is told. */
export interface PageRequestOptions {
  /** Ends the call at once, waits included; it then throws the signal's reason. */
  readonly signal: AbortSignal
  /** The page's ETag from an earlier reading: the answer may then be `unchanged`. */
  readonly etag?: string | undefined
  /** Asks the source to hold the request until there is something new, so long at most (RFC 7240, `wait`). */
  readonly waitSeconds?: number | undefined
  /**
   * True if the source is known to hold such requests: nothing else can be asked of it meanwhile by a caller who lets
   * only one request at a time through, so that this one should be let through besides.
   */
  readonly held?: boolean | undefined
  /** What to send as `Accept`. Default: AS2, or other JSON. */
  readonly accept?: string | undefined
  /** The feed's first URL, on whose origin pages and redirects have to stay. Default: the URL asked for. */
  readonly seed?: string | undefined
  /** Further origins that redirects may lead to. */
  readonly allowedOrigins?: readonly string[] | undefined
}

export type PageResponse =
  | {
      readonly status: 'ok'
      /** Where the page was found after redirects. */
      readonly url: string
      /** Decompressed. */
      readonly body: Uint8Array
      readonly etag: string | undefined
      readonly contentType: string | undefined
      /** Which of the request's preferences the source followed, as `wait=30` (RFC 7240, section 3). */
      readonly preferenceApplied: string | undefined
      /** From the last request, redirects included, to the end of its body; without waits for Retry-After. */
      readonly fetchMs: number
    }
  | {
      readonly status: 'unchanged'
      readonly url: string
      readonly fetchMs: number
      readonly preferenceApplied?: string | undefined
    }

/**
 * Reads one page. One request is under way at a time; callers who want pauses, locks or retries wrap this function.
 *
 * @throws {FeedClientError} If the page cannot be read; `retryable` says whether to try again.
 */
export type PageRequester = (url: string, options: PageRequestOptions) => Promise<PageResponse>

export interface PageRequesterOptions {
  readonly authentication: FeedAuthentication
  readonly limits?: Partial<FeedClientLimits>
  /** Certificates in PEM to trust instead of the well-known authorities', for a source with one of its own making. */
  readonly certificateAuthorities?: readonly string[]
  /** Default `as-seed`. */
  readonly privateAddresses?: PrivateAddresses
  readonly onEvent?: (event: FeedClientEvent) => void
  /** Milliseconds since 1970, for signatures and Retry-After dates. Default `Date.now`. */
  readonly now?: () => number
  /** Waits for Retry-After. Rejects when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  /** Default: the operating system's resolver. */
  readonly resolveHost?: ResolveHost
}

/** Asking again without any pause would only be refused again. */
const minRetryAfterMs = 1000

/**
 * Creates the function that reads the pages of one feed over HTTP. Each request is signed for itself, also after a
 * redirect; connections are kept between pages. An answer 429 with Retry-After is waited for and asked again.
 */
export function createPageRequester(options: PageRequesterOptions): PageRequester {
  const { now = Date.now, sleep = sleepFor, onEvent } = options
  const limits = resolveLimits(options.limits)
  const sender: Sender = {
    authentication: options.authentication,
    client: createPageClient(options.certificateAuthorities),
    findAddresses: createAddressPolicy(options.privateAddresses, options.resolveHost),
    now,
    onEvent,
  }
  return async (asked, call) => {
    for (let tries = 1; ; tries += 1) {
      const start = performance.now()
      const { url, answer } = await followRedirects(sender, asked, call, limits)
      const fetchMs = performance.now() - start
      if (answer.status === 200) return readAnswer(url, answer, fetchMs)
      if (answer.status === 304 && call.etag !== undefined) {
        return { status: 'unchanged', url, fetchMs, preferenceApplied: header(answer, 'preference-applied') }
      }
      const retryAfterMs = parseRetryAfter(header(answer, 'retry-after'), now())
      const waitable = answer.status === 429 && retryAfterMs !== undefined && tries < limits.maxRateLimitedTries
      if (!waitable) throw new StatusError(url, answer.status, retryAfterMs)
      const waitMs = Math.min(Math.max(retryAfterMs, minRetryAfterMs), limits.maxRetryAfterMs)
      onEvent?.({ type: 'rate-limited', url, host: new URL(url).host, waitMs, tries })
      await sleepUntil(sleep(waitMs, call.signal), call.signal)
    }
  }
}

const redirects: readonly number[] = [301, 302, 303, 307, 308]

async function followRedirects(
  sender: Sender,
  asked: string,
  call: PageRequestOptions,
  limits: FeedClientLimits,
): Promise<{ url: string; answer: PageAnswer }> {
  const { signal, etag, waitSeconds, accept, seed = asked, allowedOrigins } = call
  const rules = { seed, allowedOrigins, maxUrlLength: limits.maxUrlLength }
  const held = (waitSeconds ?? 0) * 1000
  const totalTimeoutMs = limits.totalTimeoutMs + held
  const responseTimeoutMs = limits.responseTimeoutMs + held
  const start = performance.now()
  let url = resolveNextLink(asked, asked, rules)
  for (let hop = 0; hop <= limits.maxRedirects; hop += 1) {
    const left = Math.ceil(totalTimeoutMs - (performance.now() - start))
    if (left <= 0) throw new RequestTimeoutError(url, 'total', totalTimeoutMs)
    const bounds = { ...limits, totalTimeoutMs: left, responseTimeoutMs }
    const answer = await sendRequest(sender, { url, seed, etag, waitSeconds, accept, limits: bounds, signal })
    const location = header(answer, 'location')
    if (!redirects.includes(answer.status) || !location) return { url, answer }
    // Node reads headers as Latin-1, but a Location beyond ASCII is UTF-8
    url = resolveNextLink(Buffer.from(location, 'latin1').toString(), url, rules)
  }
  throw new TooManyRedirectsError(asked, limits.maxRedirects)
}

function readAnswer(url: string, answer: PageAnswer, fetchMs: number): PageResponse {
  return {
    status: 'ok',
    url,
    body: answer.body,
    etag: header(answer, 'etag'),
    contentType: header(answer, 'content-type'),
    preferenceApplied: header(answer, 'preference-applied'),
    fetchMs,
  }
}
