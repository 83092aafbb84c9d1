import { addressAllowList, forwardedFor } from './address-allow-list.ts'
import type { Authenticator, Caller } from './authenticator.ts'
import { details } from './details-response.ts'
import type { AuthenticationRefusal } from './events.ts'
import type { RawRequest } from './raw-request.ts'

export interface AuthenticateOptions {
  /** The first is asked also for what has no scheme, or one that nobody knows. */
  readonly authenticators: readonly [Authenticator, ...Authenticator[]]
  /** Addresses and CIDR ranges, IPv4 or IPv6, that may call. */
  readonly allowedAddresses: readonly string[]
  /** How many proxies of ours stand before the one that adds the caller's address. */
  readonly trustedHops: number
  readonly readBody: (request: RawRequest) => Promise<Uint8Array>
}

/** Who asks, and the body they sent; or why the request is turned away, and the words for it. */
export type Authentication =
  | { readonly ok: true; readonly caller: Caller; readonly body: Uint8Array }
  | { readonly ok: false; readonly reason: AuthenticationRefusal; readonly details: string }

const portOf: Readonly<Record<string, number>> = { http: 80, https: 443 }

/**
 * Makes the check that every request below `/v1/`, `/v2/` and `/v3/` passes, in the order that callers know: address,
 * `X-Forwarded-Proto`, `Authorization`, `Content-Type`, then the credentials themselves.
 *
 * @returns A function that rejects with what `readBody` and the authenticators reject with.
 * @throws {InvalidOptionError} If an allowed address is none.
 */
export function authenticate(options: AuthenticateOptions): (request: RawRequest) => Promise<Authentication> {
  const { authenticators, trustedHops, readBody } = options
  const isAllowed = addressAllowList(options.allowedAddresses)
  const byScheme = new Map(authenticators.map((authenticator) => [authenticator.scheme, authenticator]))

  return async (request) => {
    const address = forwardedFor(request.header('x-forwarded-for'), trustedHops)
    if (address === undefined || !isAllowed(address)) return refuse('address-not-allowed', details.badCredentials)
    const proto = request.header('x-forwarded-proto')
    if (proto === undefined) return refuse('no-forwarded-proto', details.noForwardedProto)
    const authorization = request.header('authorization')
    if (authorization === undefined) return refuse('no-credentials', details.noCredentials)
    const [scheme = ''] = authorization.split(' ', 1)
    const authenticator = byScheme.get(scheme.toLowerCase()) ?? authenticators[0]
    const contentType = request.header('content-type')
    if (contentType === undefined && authenticator.needsContentType) {
      return refuse('no-content-type', details.noContentType)
    }

    const body = await readBody(request)
    const identified = await authenticator.identify({
      method: request.method,
      target: request.target,
      host: request.header('host') ?? '',
      port: portOf[firstOf(proto)],
      authorization,
      contentType: contentType ?? '',
      body,
    })
    return identified.ok
      ? { ok: true, caller: identified.caller, body }
      : refuse(identified.reason, details.badCredentials)
  }
}

function refuse(reason: AuthenticationRefusal, text: string): Authentication {
  return { ok: false, reason, details: text }
}

/** Each proxy may have added its own. */
function firstOf(proto: string): string {
  return (proto.split(',', 1)[0] ?? '').trim().toLowerCase()
}
