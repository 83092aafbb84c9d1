/** A value that a field is compared with. */
export type Scalar = string | number | boolean

/** A value for each field; OpenSearch takes exactly one field in most clauses. */
export type ByField<Value> = Readonly<Record<string, Value>>

type OneOrMany<Value> = Value | readonly Value[]

/** Clauses of this client, by name, each as OpenSearch defines it. */
export interface QueryClauses {
  match_all: { readonly boost?: number }
  /** `{ term: { type: 'Create' } }` */
  term: ByField<Scalar | { readonly value: Scalar; readonly boost?: number; readonly case_insensitive?: boolean }>
  /** `{ terms: { type: ['Create', 'Update'] } }` */
  terms: ByField<readonly Scalar[]>
  /** `{ match: { 'object.name': 'tea' } }` */
  match: ByField<Scalar | MatchOptions>
  bool: BoolQuery
  /** `{ range: { published: { gte: 'now-1d' } } }` */
  range: ByField<RangeOptions>
  /** `{ exists: { field: 'object.url' } }` */
  exists: { readonly field: string; readonly boost?: number }
  /** `{ ids: { values: ['dit:…:Create'] } }` */
  ids: { readonly values: readonly string[]; readonly boost?: number }
  prefix: ByField<string | { readonly value: string; readonly boost?: number; readonly case_insensitive?: boolean }>
  wildcard: ByField<string | { readonly value: string; readonly boost?: number; readonly case_insensitive?: boolean }>
  nested: NestedQuery
  function_score: FunctionScoreQuery
}

/**
 * One clause: an object with exactly one of the names of `QueryClauses`. What is missing here can be sent with
 * `client.raw()`.
 *
 * @see https://docs.opensearch.org/latest/query-dsl/
 */
export type Query = {
  [Name in keyof QueryClauses]: { readonly [Key in Name]: QueryClauses[Name] } & {
    readonly [Key in Exclude<keyof QueryClauses, Name>]?: never
  }
}[keyof QueryClauses]

export interface BoolQuery {
  /** All of them hold, and count for the score. */
  readonly must?: OneOrMany<Query>
  /** All of them hold. */
  readonly filter?: OneOrMany<Query>
  /** At least `minimum_should_match` of them hold. */
  readonly should?: OneOrMany<Query>
  /** None of them holds. */
  readonly must_not?: OneOrMany<Query>
  /** Default: 1 when there is neither `must` nor `filter`, else 0. */
  readonly minimum_should_match?: number | string
  readonly boost?: number
}

export interface MatchOptions {
  readonly query: Scalar
  readonly operator?: 'and' | 'or'
  readonly minimum_should_match?: number | string
  readonly fuzziness?: number | 'AUTO'
  readonly boost?: number
}

export interface RangeOptions {
  readonly gt?: string | number
  readonly gte?: string | number
  readonly lt?: string | number
  readonly lte?: string | number
  /** How dates are written, e.g. `yyyy-MM-dd`. */
  readonly format?: string
  /** E.g. `+01:00`. */
  readonly time_zone?: string
  readonly boost?: number
}

export interface NestedQuery {
  /** E.g. `object.dit:relatedProgrammes`. */
  readonly path: string
  readonly query: Query
  readonly score_mode?: 'avg' | 'max' | 'min' | 'none' | 'sum'
  readonly ignore_unmapped?: boolean
}

export interface FunctionScoreQuery {
  readonly query?: Query
  readonly functions?: readonly ScoreFunction[]
  readonly score_mode?: 'multiply' | 'sum' | 'avg' | 'first' | 'max' | 'min'
  readonly boost_mode?: 'multiply' | 'replace' | 'sum' | 'avg' | 'max' | 'min'
  readonly max_boost?: number
  readonly boost?: number
}

/** One function of a `function_score`. There are no scripts. */
export interface ScoreFunction {
  readonly filter?: Query
  readonly weight?: number
  readonly field_value_factor?: {
    readonly field: string
    readonly factor?: number
    readonly modifier?: 'none' | 'log' | 'log1p' | 'log2p' | 'ln' | 'ln1p' | 'ln2p' | 'square' | 'sqrt' | 'reciprocal'
    readonly missing?: number
  }
  readonly random_score?: { readonly seed?: number | string; readonly field?: string }
  readonly gauss?: ByField<Decay>
  readonly linear?: ByField<Decay>
  readonly exp?: ByField<Decay>
}

/** How the score falls with the distance from `origin`. */
export interface Decay {
  readonly origin?: string | number
  readonly scale: string | number
  readonly offset?: string | number
  readonly decay?: number
}
