import { addressAllowList, forwardedFor } from './address-allow-list.ts'
import type { Authenticator, Caller } from './authenticator.ts'
import { details } from './details-response.ts'
import type { AuthenticationRefusal } from './events.ts'
import type { RawRequest } from './raw-request.ts'
import type { RequestBodies } from './request-bodies.ts'

export interface AuthenticateOptions {
  /** The first is asked also for what has no scheme, or one that nobody knows. */
  readonly authenticators: readonly [Authenticator, ...Authenticator[]]
  /** Addresses and CIDR ranges, IPv4 or IPv6, that may call. */
  readonly allowedAddresses: readonly string[]
  /** How many proxies of ours stand before the one that adds the caller's address. */
  readonly trustedHops: number
  readonly bodies: RequestBodies
}

export interface AuthenticationRules {
  /** False where who has no body need not send a Content-Type: absent is then the same as empty. */
  readonly needsContentType: boolean
}

/** Who asks, and the body they sent; or why the request is turned away, and the words for it. */
export type Authentication =
  | {
      readonly ok: true
      readonly caller: Caller
      readonly body: Uint8Array
      /** To be called when the request is answered. */
      readonly leave: () => void
    }
  | {
      readonly ok: false
      readonly reason: AuthenticationRefusal
      readonly details: string
      /** Whom the request names, where there is such a caller. */
      readonly claimedId?: string | undefined
    }

const portOf: Readonly<Record<string, number>> = { http: 80, https: 443 }

/**
 * Makes the check that every request below `/v1/`, `/v2/` and `/v3/` passes, in the order that callers know: address,
 * `X-Forwarded-Proto`, `Authorization`, `Content-Type`, then the credentials themselves. The body of a caller whom nobody
 * knows is thrown away as it comes.
 *
 * @returns A function that rejects with what reading the body and the authenticators reject with.
 * @throws {InvalidOptionError} If an allowed address is none.
 */
export function authenticate(
  options: AuthenticateOptions,
): (request: RawRequest, rules: AuthenticationRules) => Promise<Authentication> {
  const { authenticators, trustedHops, bodies } = options
  const isAllowed = addressAllowList(options.allowedAddresses)
  const byScheme = new Map(authenticators.map((authenticator) => [authenticator.scheme, authenticator]))

  return async (request, { needsContentType }) => {
    const address = forwardedFor(request.header('x-forwarded-for'), trustedHops)
    if (address === undefined || !isAllowed(address)) return refuse('address-not-allowed', details.badCredentials)
    const proto = request.header('x-forwarded-proto')
    if (proto === undefined) return refuse('no-forwarded-proto', details.noForwardedProto)
    const authorization = request.header('authorization')
    if (authorization === undefined) return refuse('no-credentials', details.noCredentials)
    const [scheme = ''] = authorization.split(' ', 1)
    const authenticator = byScheme.get(scheme.toLowerCase()) ?? authenticators[0]
    const contentType = request.header('content-type')
    if (contentType === undefined && needsContentType && authenticator.needsContentType) {
      return refuse('no-content-type', details.noContentType)
    }

    const arriving = await bodies.open(request)
    try {
      const identified = await authenticator.identify({
        method: request.method,
        target: request.target,
        host: request.header('host') ?? '',
        port: portOf[firstOf(proto)],
        authorization,
        contentType: contentType ?? '',
        readBody: arriving.read,
      })
      if (identified.ok) {
        const { caller } = identified
        return { ok: true, caller, body: await arriving.read(caller.id), leave: arriving.leave }
      }
      await arriving.discard()
      arriving.leave()
      return refuse(identified.reason, details.badCredentials, identified.claimedId)
    } catch (error) {
      arriving.leave()
      throw error
    }
  }
}

function refuse(reason: AuthenticationRefusal, text: string, claimedId?: string): Authentication {
  return { ok: false, reason, details: text, claimedId }
}

/** Each proxy may have added its own. */
function firstOf(proto: string): string {
  return (proto.split(',', 1)[0] ?? '').trim().toLowerCase()
}
