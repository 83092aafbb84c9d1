export { addressAllowList } from './address-allow-list.ts'
export { apiKeyAuthenticator, type HashedApiKey } from './api-key-authenticator.ts'
export type { Authenticator, Caller, CredentialRequest, Identification } from './authenticator.ts'
export { type BearerAuthenticatorOptions, bearerAuthenticator } from './bearer-authenticator.ts'
export { createQueryProxy, type QueryProxy, type QueryProxyEnvironment } from './create-query-proxy.ts'
export type { CursorStore } from './cursor-store.ts'
export {
  BodyTooLargeError,
  BodyTooSlowError,
  DeepReadError,
  IncompleteSearchError,
  InvalidBodyError,
  InvalidOptionError,
  IssuerDownError,
  NonceStoreDownError,
  QueryProxyError,
  type QueryProxyErrorCode,
  RefusedSearchError,
  SearchTimedOutError,
  SearchUnreachableError,
  SlowReaderError,
  TooManyBodiesError,
  TooManyRequestsError,
  UnreadableAnswerError,
} from './errors.ts'
export type { AuthenticationRefusal, QueryProxyEvent } from './events.ts'
export {
  type ForwardedAnswer,
  type ForwardSearchOptions,
  forwardSearch,
  type SearchForwarder,
  type SearchPits,
} from './forward-search.ts'
export { defaultGuards, type QueryProxyGuards } from './guards.ts'
export type { HealthSource } from './health-checks.ts'
export { defaultLimits, type QueryProxyLimits, type SearchLimits } from './limits.ts'
export type { IncomingRequest, NodeListener, OutgoingResponse } from './node-listener.ts'
export {
  connectOpenSearch,
  type OpenSearchAnswer,
  type OpenSearchConnection,
  type OpenSearchConnectionOptions,
  type OpenSearchRequest,
} from './opensearch-connection.ts'
export { type AccessKey, type Permission, type TermsFilter, type Visibility, visibilityOf } from './permission.ts'
export type { QueryProxyOptions } from './query-proxy-options.ts'
export type { BodyReader, NodeRequest, NodeResponse, QueryProxyBindings } from './raw-request.ts'
export { type RestrictOptions, restrictSearch } from './restrict-search.ts'
export { type SearchWriter, type ThreadSearchWriterOptions, threadSearchWriter } from './search-writer.ts'
export type { SearchTask, SearchUse } from './write-search.ts'
