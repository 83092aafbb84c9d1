import { createHawkVerifier, type HawkVerification, type HawkVerifierOptions, type NonceStore } from '@as/hawk/server'
import { addressAllowList, forwardedFor } from './address-allow-list.ts'
import { details } from './details-response.ts'
import { NonceStoreDownError } from './errors.ts'
import type { AuthenticationRefusal } from './events.ts'
import type { QueryProxyLimits } from './limits.ts'
import type { AccessKey } from './permission.ts'
import type { RawRequest } from './raw-request.ts'
import { readBody } from './read-body.ts'

export interface AuthenticateOptions {
  readonly keys: readonly AccessKey[]
  readonly nonces: NonceStore
  /** Addresses and CIDR ranges, IPv4 or IPv6, that may call. */
  readonly allowedAddresses: readonly string[]
  /** How many proxies of ours stand before the one that adds the caller's address. */
  readonly trustedHops: number
  readonly limits: QueryProxyLimits
  readonly hawk: Pick<HawkVerifierOptions, 'now' | 'skewSeconds' | 'nonceTtlSeconds' | 'nonceTimeoutMs'>
}

/** Who asks, and the body they signed; or why the request is turned away, and the words for it. */
export type Authentication =
  | { readonly ok: true; readonly key: AccessKey; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: AuthenticationRefusal; readonly details: string }

const portOf: Readonly<Record<string, number>> = { http: 80, https: 443 }

/**
 * Makes the check that every request below `/v1/`, `/v2/` and `/v3/` passes, in the order that callers know: address,
 * `X-Forwarded-Proto`, `Authorization`, `Content-Type`, then the Hawk signature over all of the request.
 *
 * @returns A function that rejects with `BodyTooLargeError` and with `NonceStoreDownError`.
 * @throws {InvalidOptionError} If an allowed address is none.
 */
export function authenticate(options: AuthenticateOptions): (request: RawRequest) => Promise<Authentication> {
  const { trustedHops, limits } = options
  const isAllowed = addressAllowList(options.allowedAddresses)
  const keys = new Map(options.keys.map((key) => [key.id, key]))
  const verify = createHawkVerifier({ ...options.hawk, nonces: options.nonces, findKey: (id) => keys.get(id)?.key })

  return async (request) => {
    const address = forwardedFor(request.joinedHeader('x-forwarded-for'), trustedHops)
    if (address === undefined || !isAllowed(address)) return refuse('address-not-allowed', details.badCredentials)
    const proto = request.header('x-forwarded-proto')
    if (proto === undefined) return refuse('no-forwarded-proto', details.noForwardedProto)
    const authorization = request.header('authorization')
    if (authorization === undefined) return refuse('no-credentials', details.noCredentials)
    const contentType = request.header('content-type')
    if (contentType === undefined) return refuse('no-content-type', details.noContentType)

    const body = await readBody(request, limits)
    const verification = await verify({
      method: request.method,
      path: request.target,
      host: request.header('host') ?? '',
      port: portOf[firstOf(proto)],
      authorization,
      contentType,
      body,
    })
    return conclude(verification, body)
  }

  function conclude(verification: HawkVerification, body: Uint8Array): Authentication {
    if (!verification.ok) {
      if (verification.reason === 'nonce-store-down') throw new NonceStoreDownError({ cause: verification.cause })
      return refuse(verification.reason, details.badCredentials)
    }
    const key = keys.get(verification.id)
    return key ? { ok: true, key, body } : refuse('unknown-id', details.badCredentials)
  }
}

function refuse(reason: AuthenticationRefusal, text: string): Authentication {
  return { ok: false, reason, details: text }
}

/** Each proxy may have added its own. */
function firstOf(proto: string): string {
  return (proto.split(',', 1)[0] ?? '').trim().toLowerCase()
}
