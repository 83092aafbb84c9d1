import type { Representation } from './representation.ts'

/** What a feed's handler did, for logs and metrics. Nothing in it is personal data of the feed's. */
export type FeedServerEvent =
  | {
      readonly type: 'page-served'
      /** 304 when the caller had the page already. */
      readonly status: 200 | 304
      readonly caller: string | undefined
      readonly cursor: string | undefined
      readonly representation: Representation
      readonly items: number
      /** Of the body before compression. */
      readonly bytes: number
      /** Time at the end of the feed, waited for something new, included. */
      readonly ms: number
      /** True when the caller's wait ended without anything new, or with it; false when it did not have to wait. */
      readonly held: boolean
    }
  /** The caller's fault: a wrong method, credentials or cursor. `reason` is more than the caller was told. */
  | { readonly type: 'request-refused'; readonly status: number; readonly reason: string }
  /** The source's fault. The caller was told nothing of `error`. */
  | { readonly type: 'read-failed'; readonly status: 500 | 503; readonly error: unknown }
