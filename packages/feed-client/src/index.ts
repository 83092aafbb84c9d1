export type { PrivateAddresses, ResolveHost } from './address-policy.ts'
export type { FeedAuthentication } from './authorize.ts'
export type { FeedClientErrorCode } from './errors.ts'
export { FeedClientError, LoopError, TooManyPagesError } from './errors.ts'
export type { FeedClientEvent, RateLimitedEvent, RequestFinishedEvent } from './events.ts'
export type { FollowFeedOptions } from './follow-feed.ts'
export { followFeed } from './follow-feed.ts'
export { as2Format } from './formats/as2.ts'
export { atomFormat } from './formats/atom.ts'
export { iiifFormat } from './formats/iiif.ts'
export { zendeskFormat } from './formats/zendesk.ts'
export type { FeedClientLimits } from './limits.ts'
export {
  DoctypeRefusedError,
  NestingTooDeepError,
  NotAPageError,
  NotJsonError,
  NotUtf8Error,
  NotXmlError,
  TooManyItemsError,
} from './page-errors.ts'
export type { PageRequester, PageRequesterOptions, PageRequestOptions, PageResponse } from './page-requester.ts'
export { createPageRequester } from './page-requester.ts'
export type { PollLimits } from './poll-delay.ts'
export type { FeedOptions, ReadFeedOptions } from './read-feed.ts'
export { readFeed } from './read-feed.ts'
export type { FeedPage, RecalledPage } from './read-page.ts'
export type { TimeoutPhase } from './request-errors.ts'
export {
  ConnectionError,
  ContentEncodingError,
  PageTooLargeError,
  RequestTimeoutError,
  StatusError,
  TooManyRedirectsError,
  TruncatedBodyError,
} from './request-errors.ts'
export type { Pauses, RetryPolicy } from './retry-policy.ts'
export type { FeedItem, PageContext, ProcessedPage, RejectedItem, SourceFormat } from './source-format.ts'
export type { UrlFault } from './url-errors.ts'
export { PrivateAddressError, UrlRefusedError } from './url-errors.ts'
