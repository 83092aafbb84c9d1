export { type AllowAddressesOptions, allowAddresses } from './allow-addresses.ts'
export {
  type AuthenticationResult,
  type FeedAuthentication,
  type FeedConnection,
  openToEveryone,
} from './authentication.ts'
export { bearerAuthentication } from './bearer-authentication.ts'
export { createFeedHandler, type FeedHandler } from './create-feed-handler.ts'
export { type CurrentState, type CurrentStateOptions, currentState } from './current-state.ts'
export { type CursorLocation, pathCursor, queryCursor } from './cursor-location.ts'
export { type DeletionOptions, deletion } from './deletion.ts'
export {
  CursorTooLongError,
  FeedItemError,
  FeedOptionError,
  FeedServerError,
  type FeedServerErrorCode,
  LogFullError,
  PageTooLargeError,
  ReadTimeoutError,
  SqlRowError,
  StateTooLargeError,
} from './errors.ts'
export type { FeedServerEvent } from './events.ts'
export type { FeedHandlerOptions } from './feed-handler-options.ts'
export type { FeedItem, FeedSource, Place, ReadPageOptions, SourcePage } from './feed-source.ts'
export { type HawkAuthenticationOptions, hawkAuthentication } from './hawk-authentication.ts'
export { type MemoryLog, type MemoryLogOptions, memoryLog } from './memory-log.ts'
export type { PublicUrl } from './public-url.ts'
export type { AtomOptions } from './render-atom.ts'
export type { Representation } from './representation.ts'
export type { SqlKey } from './sql-cursor.ts'
export {
  agedHorizon,
  type SqlQuery,
  type SqlRow,
  type SqlSourceOptions,
  sqlSource,
  transactionHorizon,
} from './sql-source.ts'
export type { SqlDialect } from './sql-statements.ts'
