import type { AuthenticationRefusal } from './events.ts'
import type { AccessKey } from './permission.ts'

/** Who asks, and what they see. */
export type Caller = Omit<AccessKey, 'key'>

/** What a caller sent to say who they are, and all that a signature can cover. */
export interface CredentialRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** The Host header; `''` when there is none. */
  readonly host: string
  /** The port when Host names none: 80 or 443 by the caller's scheme. */
  readonly port: number | undefined
  /** The Authorization header, whole. */
  readonly authorization: string
  /** The Content-Type header; `''` when it is empty or absent. */
  readonly contentType: string
  /**
   * Reads the body. To be called by what has to check it against a signature, and only once the rest of the request is
   * known to come from `callerId`, as it takes from that caller's share.
   */
  readonly readBody: (callerId: string) => Promise<Uint8Array>
}

/** Who asks; or why nobody knows, for logs and metrics only. */
export type Identification =
  | { readonly ok: true; readonly caller: Caller }
  | {
      readonly ok: false
      readonly reason: AuthenticationRefusal
      /** Whom the request names, where there is such a caller. It may be anybody who sent it. */
      readonly claimedId?: string | undefined
    }

/** One way to tell who sends a request. */
export interface Authenticator {
  /** The scheme of `Authorization` that it answers for, lower-case: `hawk`, `bearer`. */
  readonly scheme: string
  /** True where the Content-Type has to be there, as what is signed depends on it. */
  readonly needsContentType: boolean
  /**
   * Never lets anybody in when it cannot tell.
   *
   * @throws {NonceStoreDownError | IssuerDownError} If something that it needs does not answer.
   * @throws What `readBody` rejects with.
   */
  identify(request: CredentialRequest): Promise<Identification>
}
