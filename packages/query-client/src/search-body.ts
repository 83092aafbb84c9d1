import type { ByField, Query } from './query.ts'
import type { SortValue } from './wire.ts'

export type SortOrder = 'asc' | 'desc'

export interface SortOptions {
  readonly order?: SortOrder
  /** What documents without the field count as: `_first`, `_last` or a value of the field. Default: `_last`. */
  readonly missing?: string | number
  readonly unmapped_type?: string
  readonly mode?: 'min' | 'max' | 'sum' | 'avg' | 'median'
}

/** `'published'`, `{ published: 'desc' }` or `{ published: { order: 'desc' } }`. */
export type SortBy = string | ByField<SortOrder | SortOptions>

/** Which part of each document to answer with. */
export type SourceFilter =
  | boolean
  | string
  | readonly string[]
  | { readonly includes?: string | readonly string[]; readonly excludes?: string | readonly string[] }

/**
 * What to search for: the part of OpenSearch's search body that has types here.
 *
 * @see https://docs.opensearch.org/latest/api-reference/search-apis/search/
 */
export interface SearchBody {
  /** Default: all documents. */
  readonly query?: Query
  /** Applied after aggregations. */
  readonly post_filter?: Query
  /** Default: 0. `from` + `size` goes up to 10,000; beyond, use `client.hits()`. */
  readonly from?: number
  /** Default: 10. */
  readonly size?: number
  readonly sort?: SortBy | readonly SortBy[]
  readonly _source?: SourceFilter
  /** `sort` of the last hit of the page before. */
  readonly search_after?: readonly SortValue[]
  /** Default: counts up to 10,000. */
  readonly track_total_hits?: boolean | number
  /** `{ byType: { terms: { field: 'type' } } }` */
  readonly aggs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}
