export { type AuthenticationResult, type FeedAuthentication, openToEveryone } from './authentication.ts'
export { bearerAuthentication } from './bearer-authentication.ts'
export { createFeedHandler, type FeedHandlerOptions } from './create-feed-handler.ts'
export { type CursorLocation, pathCursor, queryCursor } from './cursor-location.ts'
export {
  FeedItemError,
  FeedOptionError,
  FeedServerError,
  type FeedServerErrorCode,
  LogFullError,
  PageTooLargeError,
  ReadTimeoutError,
} from './errors.ts'
export type { FeedServerEvent } from './events.ts'
export type { FeedItem, FeedSource, ReadPageOptions, SourcePage } from './feed-source.ts'
export { type HawkAuthenticationOptions, hawkAuthentication } from './hawk-authentication.ts'
export { type MemoryLog, memoryLog } from './memory-log.ts'
export type { PublicUrl } from './public-url.ts'
