export { addressAllowList } from './address-allow-list.ts'
export { createQueryProxy, type QueryProxy, type QueryProxyOptions } from './create-query-proxy.ts'
export type { CursorStore } from './cursor-store.ts'
export {
  BodyTooLargeError,
  IncompleteSearchError,
  InvalidBodyError,
  InvalidOptionError,
  NonceStoreDownError,
  QueryProxyError,
  type QueryProxyErrorCode,
  RefusedSearchError,
  SearchTimedOutError,
  SearchUnreachableError,
  UnreadableAnswerError,
} from './errors.ts'
export type { AuthenticationRefusal, QueryProxyEvent } from './events.ts'
export {
  type ForwardedAnswer,
  type ForwardSearchOptions,
  forwardSearch,
  type SearchForwarder,
} from './forward-search.ts'
export type { HealthSource } from './health-checks.ts'
export { defaultLimits, type QueryProxyLimits } from './limits.ts'
export { type AccessKey, type Permission, type TermsFilter, type Visibility, visibilityOf } from './permission.ts'
export type { NodeRequest, QueryProxyBindings } from './raw-request.ts'
export { type RestrictOptions, restrictSearch } from './restrict-search.ts'
