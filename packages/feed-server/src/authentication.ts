import type { PublicUrl } from './public-url.ts'

/** Why a request was let in or not. */
export type AuthenticationResult =
  | {
      readonly ok: true
      /** Who asks, for events; `undefined` on an open feed. */
      readonly caller: string | undefined
      /** Headers to add to the answer, given its content type and its body before content encoding. */
      readonly answerHeaders?: (answer: { contentType: string; body: Uint8Array }) => Readonly<Record<string, string>>
    }
  | {
      readonly ok: false
      /** 401: not let in; 403: not even with other credentials; 503: it cannot be told now. */
      readonly status: 401 | 403 | 503
      /** Told the caller. */
      readonly details: string
      /** For events only: what was wrong would help an attacker. */
      readonly reason: string
      /** The answer's WWW-Authenticate header. */
      readonly challenge?: string
    }

/** What a request does not say itself: the mount passes it on. */
export interface FeedConnection {
  /** The address that the connection came from. */
  readonly remoteAddress?: string | undefined
}

/** Decides whether a request may read the feed. */
export type FeedAuthentication = (
  request: Request,
  publicUrl: PublicUrl,
  connection: FeedConnection,
) => Promise<AuthenticationResult>

/** What a caller without credentials is told. */
export const notProvided = 'Authentication credentials were not provided.'

/** What a caller with wrong credentials is told, whatever was wrong with them. */
export const incorrect = 'Incorrect authentication credentials.'

/** Lets everybody read the feed. */
export function openToEveryone(): FeedAuthentication {
  return async () => ({ ok: true, caller: undefined })
}
