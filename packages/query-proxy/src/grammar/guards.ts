const otherDocuments = 'it reads documents that this access key may not see'
const hiddenTerms = 'which documents match would depend on documents that this access key may not see'
const positions = 'it tells how many documents lie between, also those that this access key may not see'

/** What is refused. Without any one of these hidden documents can be noticed. */
export type Refusal =
  | 'unknown'
  | 'terms-lookup'
  | 'more-like-this'
  | 'percolate'
  | 'indexed-shape'
  | 'join'
  | 'phrase-prefix'
  | 'term-expansion'
  | 'span-multi'
  | 'interval-expansion'
  | 'simple-fuzzy'
  | 'internal-field'
  | 'query-text-field'
  | 'position'
  | 'sequence-number'
  | 'version'
  | 'score-threshold'
  | 'sampler'
  | 'strict-rescore'
  | 'suggest'
  | 'explain'
  | 'profile'
  | 'search-pipeline'
  | 'script'
  | 'global'
  | 'background'
  | 'unused-term'

/** What is written differently from what the caller sent, so that it cannot tell of hidden documents. */
export type Rewrite =
  /** The permission, as the filter of an outer bool. */
  | 'outer-bool'
  /** `constant_score` for fuzzy terms, so that all of them count: hidden ones would take the place of visible ones. */
  | 'fuzzy-expansion'
  /** An empty `meta` for aggregations with queries: else it is there where a shard could simplify one of them. */
  | 'meta'
  /** Ranges that no shard can simplify away by its first and last date, and inner hits beside them with it. */
  | 'fixed-range'
  /** No scores for the hits of a strict key. */
  | 'strict-query'
  /** No scores for the inner hits of a strict key. */
  | 'strict-nested'

/** Each alone keeps some hidden document from being noticed: `leak-table.integration.test.ts` takes each away. */
export type Guard = Refusal | Rewrite

/** Every rewrite, for tests to go through. */
export const rewrites: readonly Rewrite[] = [
  'outer-bool',
  'fuzzy-expansion',
  'meta',
  'fixed-range',
  'strict-query',
  'strict-nested',
]

/** What the caller is told where something is refused. */
export const reasons: Readonly<Record<Refusal, string>> = {
  unknown: 'it is not known here; docs/query-language.md lists what is',

  'terms-lookup': otherDocuments,
  'more-like-this': otherDocuments,
  percolate: otherDocuments,
  'indexed-shape': otherDocuments,
  join: otherDocuments,

  'phrase-prefix': hiddenTerms,
  'term-expansion': `${hiddenTerms}; leave it out, or write constant_score`,
  'span-multi': hiddenTerms,
  'interval-expansion': hiddenTerms,
  'simple-fuzzy': `${hiddenTerms}; use "query_string" or "match" with "fuzziness" instead`,

  'internal-field': positions,
  'query-text-field': positions,
  position: positions,
  'sequence-number': positions,
  version: positions,

  'score-threshold': 'scores depend on documents that this access key may not see',
  sampler: 'it chooses by scores, and they depend on documents that this access key may not see',
  'strict-rescore': 'this access key gets no scores',

  suggest: 'it proposes words of documents that this access key may not see',
  explain: 'it tells how often words occur in documents that this access key may not see',
  profile: 'it tells how much there is to search that this access key may not see',
  'search-pipeline': 'it may change the search after it was checked',
  script: 'scripts are not for this access key',

  global: 'it counts documents that this access key may not see',
  background: 'its "bg_count" may count documents that this access key may not see',
  'unused-term': 'below 1 it lists terms of documents that this access key may not see',
}
