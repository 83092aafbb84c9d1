import type { HawkRefusal } from '@as/hawk/server'

/** Why a request was turned away before it was looked at: for logs and metrics, never for the caller. */
export type AuthenticationRefusal =
  | 'address-not-allowed'
  | 'no-forwarded-proto'
  | 'no-credentials'
  | 'no-content-type'
  | HawkRefusal
  /** The signature, the issuer, the audience or the time of a token is not right. */
  | 'bad-token'

/** What happened to one request; `requestId` ties its events together. No event holds a secret or a body. */
export type QueryProxyEvent =
  | {
      readonly type: 'request-started'
      readonly requestId: string
      readonly method: string
      /** Without the query. */
      readonly path: string
    }
  | { readonly type: 'request-authenticated'; readonly requestId: string; readonly keyId: string }
  | {
      readonly type: 'request-unauthenticated'
      readonly requestId: string
      readonly reason: AuthenticationRefusal
      /** The key that the request names, where there is such a key: whose it was or not. */
      readonly claimedId?: string | undefined
    }
  /** OpenSearch's answer begins; `ms` since it was asked. */
  | {
      readonly type: 'search-answered'
      readonly requestId: string
      readonly alias: string
      readonly status: number
      readonly ms: number
    }
  /** Something failed: the search, the nonce store, a check. Callers are told little of it. */
  | { readonly type: 'request-failed'; readonly requestId: string; readonly error: unknown }
  /** An answer that had begun broke off; the caller's connection was closed on them. */
  | { readonly type: 'answer-broken-off'; readonly requestId: string; readonly error: unknown }
  /** The caller hung up first. */
  | { readonly type: 'request-cancelled'; readonly requestId: string; readonly ms: number }
  /** The answer begins. */
  | { readonly type: 'request-answered'; readonly requestId: string; readonly status: number; readonly ms: number }
