import { createHawkVerifier, type HawkVerifierOptions } from '@as/hawk/server'
import type { Authenticator, Caller } from './authenticator.ts'
import { NonceStoreDownError } from './errors.ts'
import type { AccessKey } from './permission.ts'

export interface HawkAuthenticatorOptions extends Omit<HawkVerifierOptions, 'findKey'> {
  readonly keys: readonly AccessKey[]
}

/** Callers who sign each request with Hawk. */
export function hawkAuthenticator({ keys, ...options }: HawkAuthenticatorOptions): Authenticator {
  const byId = new Map(
    keys.map(({ key, ...caller }): [string, { key: string; caller: Caller }] => [caller.id, { key, caller }]),
  )
  const verify = createHawkVerifier({ ...options, findKey: (id) => byId.get(id)?.key })
  return {
    scheme: 'hawk',
    needsContentType: true,
    async identify({ method, target: path, host, port, authorization, contentType, readBody: body }) {
      const verified = await verify({ method, path, host, port, authorization, contentType, body })
      if (verified.ok) {
        const known = byId.get(verified.id)
        return known ? { ok: true, caller: known.caller } : { ok: false, reason: 'unknown-id' }
      }
      if (verified.reason === 'nonce-store-down') throw new NonceStoreDownError({ cause: verified.cause })
      const claimedId = claimedIn(authorization)
      return { ok: false, reason: verified.reason, ...(claimedId && byId.has(claimedId) ? { claimedId } : {}) }
    },
  }
}

function claimedIn(authorization: string): string | undefined {
  return /[\s,]id="([^"\\]{1,256})"/.exec(authorization.slice(0, 4_096))?.[1]
}
