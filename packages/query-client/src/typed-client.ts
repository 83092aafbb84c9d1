import type { SearchOptions } from './create-query-client.ts'
import type { HitsOptions } from './read-hits.ts'
import type { AliasSchema, ExactType, Fields, FieldsOf, Schema } from './schema.ts'
import type { SortOptions, SortOrder } from './search-body.ts'
import type { PathsOf, SourceAsked } from './select-source.ts'
import type { AggregationResults, TypedAggregations } from './typed-aggregations.ts'
import type { TypedQuery } from './typed-query.ts'
import type { Alias, SearchHit, SortValue, TotalHits } from './wire.ts'

/** A field to sort by, with its direction or more. */
export type TypedSort<F extends Fields> =
  | FieldsOf<F, ExactType>
  | '_score'
  | { readonly [Path in FieldsOf<F, ExactType> | '_score']?: SortOrder | SortOptions }

/** Which part of each document to answer with: paths into it. */
export type TypedSource<Source> = boolean | PathsOf<Source> | readonly PathsOf<Source>[]

/** What to read all of. */
export interface TypedStreamBody<Of extends AliasSchema, Part> {
  readonly query?: TypedQuery<Of['fields']>
  readonly post_filter?: TypedQuery<Of['fields']>
  readonly sort?: TypedSort<Of['fields']> | readonly TypedSort<Of['fields']>[]
  readonly _source?: Part
}

/** What to search for. */
export interface TypedSearchBody<Of extends AliasSchema, Part, Aggs> extends TypedStreamBody<Of, Part> {
  readonly from?: number
  readonly size?: number
  readonly search_after?: readonly SortValue[]
  readonly track_total_hits?: boolean | number
  readonly aggs?: Aggs
}

/** What a search found. */
export interface TypedAnswer<Source, Aggregations> {
  readonly hits: readonly SearchHit<Source>[]
  readonly total: TotalHits | undefined
  readonly maxScore: number | null
  readonly aggregations: Aggregations
  readonly tookMs: number
}

type NoAggregations = Readonly<Record<never, never>>

/** The same client, typed by what its caller knows of the documents. */
export interface TypedClient<S extends Schema> {
  search<
    Of extends Alias,
    const Part extends TypedSource<S[Of]['source']> = true,
    const Aggs extends TypedAggregations<S[Of]['fields']> = NoAggregations,
  >(
    alias: Of,
    body: TypedSearchBody<S[Of], Part, Aggs>,
    options?: SearchOptions,
  ): Promise<TypedAnswer<SourceAsked<S[Of]['source'], Part>, AggregationResults<S[Of]['fields'], Aggs>>>

  count<Of extends Alias>(alias: Of, query?: TypedQuery<S[Of]['fields']>, options?: SearchOptions): Promise<number>

  hits<Of extends Alias, const Part extends TypedSource<S[Of]['source']> = true>(
    alias: Of,
    body: TypedStreamBody<S[Of], Part>,
    options?: HitsOptions,
  ): AsyncGenerator<SearchHit<SourceAsked<S[Of]['source'], Part>>, void, undefined>

  stream<Of extends Alias, const Part extends TypedSource<S[Of]['source']> = true>(
    alias: Of,
    body: TypedStreamBody<S[Of], Part>,
    options?: SearchOptions,
  ): AsyncGenerator<SearchHit<SourceAsked<S[Of]['source'], Part>>, void, undefined>
}
