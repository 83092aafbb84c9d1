import type { ExactType, Fields, FieldsOf, FieldType, NumberType } from './schema.ts'
import type { TypedQuery } from './typed-query.ts'

type Measured = NumberType | 'date'
type Of<F extends Fields, Type extends FieldType> = { readonly field: FieldsOf<F, Type> }
type Missing = { readonly missing?: string | number | boolean }

/** The aggregations that fit a mapping, by name. */
interface Kinds<F extends Fields> {
  avg: Of<F, Measured> & Missing
  sum: Of<F, NumberType> & Missing
  min: Of<F, Measured> & Missing
  max: Of<F, Measured> & Missing
  stats: Of<F, Measured> & Missing
  value_count: Of<F, ExactType>
  cardinality: Of<F, ExactType> & { readonly precision_threshold?: number }
  percentiles: Of<F, Measured> & { readonly percents?: readonly number[] }
  terms: Of<F, ExactType> &
    Missing & {
      readonly size?: number
      readonly min_doc_count?: number
      readonly order?: Readonly<Record<string, 'asc' | 'desc'>>
      readonly include?: string | readonly string[]
      readonly exclude?: string | readonly string[]
    }
  histogram: Of<F, NumberType> & { readonly interval: number; readonly min_doc_count?: number }
  date_histogram: Of<F, 'date'> & {
    readonly calendar_interval?: string
    readonly fixed_interval?: string
    readonly format?: string
    readonly time_zone?: string
    readonly min_doc_count?: number
  }
  range: Of<F, NumberType> & { readonly ranges: readonly Readonly<Record<'from' | 'to' | 'key', unknown> | object>[] }
  date_range: Of<F, 'date'> & { readonly ranges: readonly object[]; readonly format?: string }
  missing: Of<F, ExactType>
  filter: TypedQuery<F>
  filters: { readonly filters: Readonly<Record<string, TypedQuery<F>>> }
  nested: { readonly path: FieldsOf<F, 'nested'> }
}

/** One aggregation, and others inside it. */
export type TypedAggregation<F extends Fields> = {
  [Name in keyof Kinds<F>]: { readonly [Key in Name]: Kinds<F>[Name] } & {
    readonly [Key in Exclude<keyof Kinds<F>, Name>]?: never
  } & { readonly aggs?: TypedAggregations<F> }
}[keyof Kinds<F>]

/** By names of the caller's. */
export type TypedAggregations<F extends Fields> = { readonly [Name in string]: TypedAggregation<F> }

/** A number that documents were summed up to; null when there were none. */
export interface Metric {
  readonly value: number | null
  /** Of dates. */
  readonly value_as_string?: string
}

export interface Stats {
  readonly count: number
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  readonly sum: number
}

/** What a bucket has besides its own aggregations. */
export interface Bucket<Key> {
  readonly key: Key
  readonly key_as_string?: string
  readonly doc_count: number
}

type Inner<F extends Fields, Asked> = Asked extends { readonly aggs: infer Inside }
  ? AggregationResults<F, Inside>
  : unknown
type Listed<F extends Fields, Asked, Key> = { readonly buckets: readonly (Bucket<Key> & Inner<F, Asked>)[] }
type Counted<F extends Fields, Asked> = { readonly doc_count: number } & Inner<F, Asked>

/** A bucket's key: OpenSearch gives dates in milliseconds since 1970, booleans as 0 and 1. */
type KeyOf<Type> = Type extends NumberType | 'date' ? number : Type extends 'boolean' ? 0 | 1 : string

/** What one aggregation answers with. */
export type AggregationResult<F extends Fields, Asked> = Asked extends {
  readonly terms: { readonly field: infer Path }
}
  ? Listed<F, Asked, Path extends keyof F ? KeyOf<F[Path]> : never>
  : Asked extends { readonly date_histogram: unknown } | { readonly histogram: unknown }
    ? Listed<F, Asked, number>
    : Asked extends { readonly range: unknown } | { readonly date_range: unknown }
      ? Listed<F, Asked, string>
      : Asked extends { readonly filters: { readonly filters: infer Named } }
        ? { readonly buckets: { readonly [Name in keyof Named]: Counted<F, Asked> } }
        : Asked extends { readonly filter: unknown } | { readonly missing: unknown } | { readonly nested: unknown }
          ? Counted<F, Asked>
          : Asked extends { readonly stats: unknown }
            ? Stats
            : Asked extends { readonly percentiles: unknown }
              ? { readonly values: Readonly<Record<string, number | null>> }
              : Metric

/** What aggregations answer with, by their names. */
export type AggregationResults<F extends Fields, Asked> = {
  readonly [Name in keyof Asked]: AggregationResult<F, Asked[Name]>
}
