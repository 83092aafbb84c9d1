import { createHawkVerifier, memoryNonceStore, type NonceStore } from '@as/hawk/server'
import { type FeedAuthentication, incorrect, notProvided } from './authentication.ts'

export interface HawkAuthenticationOptions {
  /** The key of an id, or `undefined` for an id nobody has. */
  readonly findKey: (id: string) => string | undefined
  /**
   * Remembers used nonces. Default: this process's memory, which is right for one process; several need a store they
   * share, such as that of `@as/hawk/redis`, or a captured request can be sent to another of them.
   */
  readonly nonces?: NonceStore
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /** How far the caller's clock may be off. Default 60. */
  readonly skewSeconds?: number
}

/**
 * Lets in whoever signs requests with Hawk, payload hash included, and signs the answers.
 *
 * @throws {HawkError} If `skewSeconds` is not a number from 0 up.
 * @see `@as/hawk`
 */
export function hawkAuthentication({ nonces, ...options }: HawkAuthenticationOptions): FeedAuthentication {
  const verify = createHawkVerifier({ ...options, nonces: nonces ?? memoryNonceStore() })
  return async (request, { url, host, path }) => {
    const authorization = request.headers.get('authorization')
    if (authorization === null) {
      return { ok: false, status: 401, details: notProvided, reason: 'no-header', challenge: 'Hawk' }
    }
    const verification = await verify({
      method: request.method,
      path,
      host,
      port: url.protocol === 'https:' ? 443 : 80,
      authorization,
      contentType: request.headers.get('content-type') ?? '',
      body: new Uint8Array(), // GET and HEAD: there is none
    })
    if (verification.ok) {
      return {
        ok: true,
        caller: verification.id,
        answerHeaders: (answer) => ({ 'server-authorization': verification.serverAuthorization(answer) }),
      }
    }
    const { reason } = verification
    if (reason === 'nonce-store-down') {
      return { ok: false, status: 503, details: 'Credentials cannot be checked at the moment.', reason }
    }
    return { ok: false, status: 401, details: incorrect, reason, challenge: 'Hawk' }
  }
}
