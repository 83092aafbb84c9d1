import type { Decay } from './query.ts'
import type { ExactType, Fields, FieldsOf, NumberType, ValueOf } from './schema.ts'

type OneOrMany<Value> = Value | readonly Value[]
type Boost = { readonly boost?: number }

/** `{ path: value }` for the fields of some types, each with a value that fits it. */
type By<F extends Fields, Path extends keyof F, Value> = { readonly [Name in Path]?: Value }

type Exact<F extends Fields> = {
  readonly [Path in FieldsOf<F, ExactType>]?:
    | ValueOf<F[Path]>
    | ({ readonly value: ValueOf<F[Path]>; readonly case_insensitive?: boolean } & Boost)
}

type Range<F extends Fields> = {
  readonly [Path in FieldsOf<F, NumberType | 'date' | 'keyword' | 'ip'>]?: {
    readonly gt?: ValueOf<F[Path]>
    readonly gte?: ValueOf<F[Path]>
    readonly lt?: ValueOf<F[Path]>
    readonly lte?: ValueOf<F[Path]>
    /** How dates are written, e.g. `yyyy-MM-dd`. */
    readonly format?: string
    readonly time_zone?: string
  } & Boost
}

type Match = {
  readonly query: string
  readonly operator?: 'and' | 'or'
  readonly minimum_should_match?: number | string
  readonly fuzziness?: number | 'AUTO'
} & Boost

type Pattern = string | ({ readonly value: string; readonly case_insensitive?: boolean } & Boost)

/** A point, as OpenSearch takes it. */
export type GeoPoint = { readonly lat: number; readonly lon: number } | readonly [lon: number, lat: number] | string

/** The clauses that fit a mapping, by name. */
export interface TypedClauses<F extends Fields> {
  match_all: Boost
  match_none: Boost
  /** Fields that are compared whole: not `text`. */
  term: Exact<F>
  terms: { readonly [Path in FieldsOf<F, ExactType>]?: readonly ValueOf<F[Path]>[] }
  range: Range<F>
  exists: { readonly field: keyof F & string } & Boost
  ids: { readonly values: readonly string[] } & Boost
  /** Fields with words in them, or keywords. */
  match: By<F, FieldsOf<F, 'text' | 'keyword'>, string | Match>
  match_phrase: By<F, FieldsOf<F, 'text'>, string | ({ readonly query: string; readonly slop?: number } & Boost)>
  multi_match: Match & {
    readonly fields: readonly (FieldsOf<F, 'text' | 'keyword'> | `${FieldsOf<F, 'text' | 'keyword'>}^${number}`)[]
    readonly type?: 'best_fields' | 'most_fields' | 'cross_fields' | 'phrase'
  }
  prefix: By<F, FieldsOf<F, 'keyword'>, Pattern>
  wildcard: By<F, FieldsOf<F, 'keyword'>, Pattern>
  geo_distance: By<F, FieldsOf<F, 'geo_point'>, GeoPoint> & { readonly distance: string }
  nested: {
    readonly path: FieldsOf<F, 'nested'>
    readonly query: TypedQuery<F>
    readonly score_mode?: 'avg' | 'max' | 'min' | 'none' | 'sum'
  }
  bool: {
    readonly must?: OneOrMany<TypedQuery<F>>
    readonly filter?: OneOrMany<TypedQuery<F>>
    readonly should?: OneOrMany<TypedQuery<F>>
    readonly must_not?: OneOrMany<TypedQuery<F>>
    readonly minimum_should_match?: number | string
  } & Boost
  constant_score: { readonly filter: TypedQuery<F> } & Boost
  function_score: {
    readonly query?: TypedQuery<F>
    readonly functions?: readonly TypedScoreFunction<F>[]
    readonly score_mode?: 'multiply' | 'sum' | 'avg' | 'first' | 'max' | 'min'
    readonly boost_mode?: 'multiply' | 'replace' | 'sum' | 'avg' | 'max' | 'min'
  } & Boost
}

/** One function of a `function_score`. There are no scripts. */
export interface TypedScoreFunction<F extends Fields> {
  readonly filter?: TypedQuery<F>
  readonly weight?: number
  readonly field_value_factor?: {
    readonly field: FieldsOf<F, NumberType>
    readonly factor?: number
    readonly missing?: number
  }
  readonly gauss?: By<F, FieldsOf<F, NumberType | 'date' | 'geo_point'>, Decay>
  readonly exp?: By<F, FieldsOf<F, NumberType | 'date' | 'geo_point'>, Decay>
  readonly linear?: By<F, FieldsOf<F, NumberType | 'date' | 'geo_point'>, Decay>
}

/** One clause whose fields there are, with values that fit them. */
export type TypedQuery<F extends Fields> = {
  [Name in keyof TypedClauses<F>]: { readonly [Key in Name]: TypedClauses<F>[Name] } & {
    readonly [Key in Exclude<keyof TypedClauses<F>, Name>]?: never
  }
}[keyof TypedClauses<F>]
