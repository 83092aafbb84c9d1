/** What keeps one caller from slowing down the others. */
export interface QueryProxyGuards {
  /** How many requests one key may have under way. One more is answered 429. Default: 64. */
  readonly maxRequestsPerKey: number
  /** How many deep readings one key may have under way, as each holds a context open in OpenSearch. Default: 4. */
  readonly maxStreamsPerKey: number
  /** How many requests for news of a feed one key may have waiting. Default: 16. */
  readonly maxWaitsPerKey: number
  /** How long a request's body may take to arrive. Default: 10,000. */
  readonly maxBodyMs: number
  /** Bodies of more bytes are read piece by piece, by turns with all others. Default: 65,536. */
  readonly largeBodyBytes: number
  /** How many requests with such bodies one key may have under way. Default: 8. */
  readonly maxLargeBodiesPerKey: number
}

export const defaultGuards: QueryProxyGuards = {
  maxRequestsPerKey: 64,
  maxStreamsPerKey: 4,
  maxWaitsPerKey: 16,
  maxBodyMs: 10_000,
  largeBodyBytes: 65_536,
  maxLargeBodiesPerKey: 8,
}
