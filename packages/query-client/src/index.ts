export type { Authentication } from './authentication.ts'
export {
  createQueryClient,
  type QueryClient,
  type QueryClientOptions,
  type SearchAnswer,
  type SearchOptions,
  type SourceOf,
} from './create-query-client.ts'
export {
  AnswerTooLargeError,
  BadRequestError,
  ForbiddenError,
  InvalidOptionError,
  MalformedAnswerError,
  PagingError,
  PartialAnswerError,
  QueryClientError,
  type QueryClientErrorCode,
  RateLimitedError,
  SearchTimeoutError,
  UnauthorizedError,
  UnavailableError,
} from './errors.ts'
export type { FeedOptions, FeedPage } from './follow-feed.ts'
export type {
  BoolQuery,
  ByField,
  Decay,
  FunctionScoreQuery,
  MatchOptions,
  NestedQuery,
  Query,
  QueryClauses,
  RangeOptions,
  Scalar,
  ScoreFunction,
} from './query.ts'
export type { HitsBody, HitsOptions } from './read-hits.ts'
export type { AliasSchema, Fields, FieldType, Schema } from './schema.ts'
export type { SearchBody, SortBy, SortOptions, SortOrder, SourceFilter } from './search-body.ts'
export type { PathsOf, SelectSource } from './select-source.ts'
export type { Fetch } from './send-request.ts'
export type { StreamBody } from './stream-hits.ts'
export type {
  AggregationResult,
  AggregationResults,
  Bucket,
  Metric,
  Stats,
  TypedAggregation,
  TypedAggregations,
} from './typed-aggregations.ts'
export type {
  TypedAnswer,
  TypedClient,
  TypedSearchBody,
  TypedSort,
  TypedSource,
  TypedStreamBody,
} from './typed-client.ts'
export type { GeoPoint, TypedClauses, TypedQuery, TypedScoreFunction } from './typed-query.ts'
export type { Alias, SearchHit, SearchResponse, SortValue, Sources, TotalHits } from './wire.ts'
