/** The bounds of reading a feed; each has its own error. */
export interface FeedClientLimits {
  /** For finding the address, for the connection, and for TLS, each, in milliseconds. Default 10,000. */
  readonly connectTimeoutMs: number
  /** From the request sent to the answer's headers, in milliseconds. Default: `totalTimeoutMs`. */
  readonly responseTimeoutMs: number
  /** Longest silence within a body, in milliseconds. Default 30,000. */
  readonly bodyTimeoutMs: number
  /** For one page, redirects included, waiting for Retry-After not, in milliseconds. Default 60,000. */
  readonly totalTimeoutMs: number
  /** Largest body of a page after decompression, in bytes. Default 64 MiB. */
  readonly maxPageBytes: number
  /** Redirects followed in a row. Default 5. */
  readonly maxRedirects: number
  /** Longest single wait that a Retry-After can ask for; a longer one is cut to it. In milliseconds. Default 600,000. */
  readonly maxRetryAfterMs: number
  /** How often one page is asked for while the source answers 429 with Retry-After. Default 20. */
  readonly maxRateLimitedTries: number
  /** Longest URL to ask for, in characters. Default 8,192. */
  readonly maxUrlLength: number
  /** How deep arrays and objects, or XML's elements, may lie within each other on a page. Default 500. */
  readonly maxNesting: number
  /** Records of one page. Default 100,000. */
  readonly maxItems: number
  /** Pages of one pass. Default 10,000,000. */
  readonly maxPages: number
}

/** Fills in the defaults. */
export function resolveLimits(limits: Partial<FeedClientLimits> = {}): FeedClientLimits {
  const totalTimeoutMs = limits.totalTimeoutMs ?? 60_000
  return {
    connectTimeoutMs: 10_000,
    responseTimeoutMs: totalTimeoutMs,
    bodyTimeoutMs: 30_000,
    maxPageBytes: 64 * 1024 * 1024,
    maxRedirects: 5,
    maxRetryAfterMs: 600_000,
    maxRateLimitedTries: 20,
    maxUrlLength: 8192,
    maxNesting: 500,
    maxItems: 100_000,
    maxPages: 10_000_000,
    ...limits,
    totalTimeoutMs,
  }
}
