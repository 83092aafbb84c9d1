/** Every size and time that the proxy bounds. */
export interface QueryProxyLimits {
  /** Longest request body, in bytes. Default: 1,048,576. */
  readonly maxBodyBytes: number
  /** How much of a body that is too long is read and thrown away, so that its sender gets the answer. Default: 64 MiB. */
  readonly maxDiscardedBytes: number
  /** How long that may take. Default: 5,000 ms. */
  readonly maxDiscardMs: number
  /** How deep lists and objects may be nested in the search of a key that sees a part of an alias. Default: 50. */
  readonly maxRestrictedDepth: number
  /** The same for a key that sees all of it. Default: 500; OpenSearch refuses queries long before. */
  readonly maxDepth: number
}

export const defaultLimits: QueryProxyLimits = {
  maxBodyBytes: 1_048_576,
  maxDiscardedBytes: 64 * 1_048_576,
  maxDiscardMs: 5_000,
  maxRestrictedDepth: 50,
  maxDepth: 500,
}
