/** What a search may ask of OpenSearch, whoever asks. */
export interface SearchLimits {
  /** How deep lists and objects may be nested. Default: 50. */
  readonly maxDepth: number
  /** How many values a search may have. Default: 70,000, as OpenSearch takes 65,536 terms. */
  readonly maxValues: number
  /** How many query clauses. Default: 1,024, as in OpenSearch. */
  readonly maxClauses: number
  /** How many wildcards and regular expressions. Default: 64. */
  readonly maxPatterns: number
  /** Longest wildcard or regular expression, in characters. Default: 256. */
  readonly maxPatternLength: number
  /** Longest text anywhere in a search, in characters. Default: 32,766, the longest keyword there can be. */
  readonly maxTextLength: number
  /** How many buckets, with the hits in them, the aggregations may give if the data is there. Default: 200,000. */
  readonly maxBuckets: number
  /** How many aggregations may be inside each other. Default: 8. */
  readonly maxAggregationDepth: number
  /**
   * Whether a key that sees a part may have fuzzy terms in the text of a `query_string`. Default: true. Has to be false
   * where OpenSearch is older than 3: it takes the nearest terms only, and hidden documents could take their places.
   */
  readonly hasFuzzyText: boolean
}

/** Every size and time that the proxy bounds. */
export interface QueryProxyLimits extends SearchLimits {
  /** Longest request body, in bytes. Default: 1,048,576. */
  readonly maxBodyBytes: number
  /** How much of a body that is too long is read and thrown away, so that its sender gets the answer. Default: 64 MiB. */
  readonly maxDiscardedBytes: number
  /** How long that may take. Default: 5,000 ms. */
  readonly maxDiscardMs: number
}

export const defaultSearchLimits: SearchLimits = {
  maxDepth: 50,
  maxValues: 70_000,
  maxClauses: 1_024,
  maxPatterns: 64,
  maxPatternLength: 256,
  maxTextLength: 32_766,
  maxBuckets: 200_000,
  maxAggregationDepth: 8,
  hasFuzzyText: true,
}

export const defaultLimits: QueryProxyLimits = {
  ...defaultSearchLimits,
  maxBodyBytes: 1_048_576,
  maxDiscardedBytes: 64 * 1_048_576,
  maxDiscardMs: 5_000,
}

/** The limits of the search alone, which is all that a thread needs to know. */
export function searchLimitsOf(limits: SearchLimits): SearchLimits {
  const { maxDepth, maxValues, maxClauses, maxPatterns, maxPatternLength, maxTextLength } = limits
  const { maxBuckets, maxAggregationDepth, hasFuzzyText } = limits
  return {
    maxDepth,
    maxValues,
    maxClauses,
    maxPatterns,
    maxPatternLength,
    maxTextLength,
    maxBuckets,
    maxAggregationDepth,
    hasFuzzyText,
  }
}
