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
export type { SearchBody, SortBy, SortOptions, SortOrder, SourceFilter } from './search-body.ts'
export type { Fetch } from './send-search.ts'
export type { Alias, SearchHit, SearchResponse, SortValue, Sources, TotalHits } from './wire.ts'
