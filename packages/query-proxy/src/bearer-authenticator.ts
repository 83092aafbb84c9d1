import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Authenticator, Caller } from './authenticator.ts'
import { InvalidOptionError, IssuerDownError } from './errors.ts'

export interface BearerAuthenticatorOptions {
  /** The OpenID Connect issuer, exactly as tokens name it: `https://login.example/realms/staff`. */
  readonly issuer: string
  /** What tokens have to be for: one of these is in their `aud`. */
  readonly audience: readonly string[]
  /** Who may ask, by the claim that names them. A token of anybody else is refused, however valid. */
  readonly callers: readonly Caller[]
  /** The claim that names the caller, e.g. `azp` or `client_id`. Default: `sub`. */
  readonly claim?: string
  /** Where the issuer's keys are. Default: what `{issuer}/.well-known/openid-configuration` says. */
  readonly jwksUrl?: URL | string
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number
  /** How far the issuer's clock may be off. Default: 60. */
  readonly skewSeconds?: number
  /** Default: the global `fetch`. */
  readonly fetch?: (url: string, init: { signal: AbortSignal; redirect: 'manual' }) => Promise<Response>
  /** Takes the place of the issuer's key set: for tests, or keys that are known. */
  readonly keys?: JWTVerifyGetKey
}

/** Signatures by a private key only: a shared secret, or none, would let the issuer's callers sign for each other. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/**
 * Callers who send `Authorization: Bearer …`, a JWT of an OpenID Connect issuer (RFC 7519, RFC 9068). It has to be
 * signed by one of the issuer's keys, to be for us, and not to be over.
 *
 * @throws {InvalidOptionError} If there is no audience, or an address is none.
 */
export function bearerAuthenticator(options: BearerAuthenticatorOptions): Authenticator {
  const { issuer, audience, callers, claim = 'sub', now = Date.now, skewSeconds = 60 } = options
  if (audience.length === 0) throw new InvalidOptionError('Cannot take tokens: name at least one audience')
  for (const url of [issuer, ...(options.jwksUrl ? [String(options.jwksUrl)] : [])]) {
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
      throw new InvalidOptionError(`Cannot take tokens of "${url}": it is no address; give https://…`)
    }
  }
  const byName = new Map(callers.map((caller) => [caller.id, caller]))
  const getFetch = options.fetch ?? ((url, init) => fetch(url, init))
  let found: Promise<JWTVerifyGetKey> | undefined

  /** The issuer's keys, looked for when the first token comes; an issuer that was down is asked again. */
  async function keySet(): Promise<JWTVerifyGetKey> {
    if (options.keys) return options.keys
    found ??= discover().catch((cause: unknown) => {
      found = undefined
      throw new IssuerDownError({ cause })
    })
    return await found
  }

  async function discover(): Promise<JWTVerifyGetKey> {
    const url = options.jwksUrl ?? (await discovered())
    return createRemoteJWKSet(new URL(url), { timeoutDuration: 2_000, cooldownDuration: 30_000 })
  }

  async function discovered(): Promise<string> {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const answer = await getFetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' })
    if (answer.status !== 200) throw new Error(`the issuer's configuration: status ${answer.status}`)
    const found = (await answer.json()) as { issuer?: unknown; jwks_uri?: unknown } | null
    if (found?.issuer !== issuer || typeof found.jwks_uri !== 'string') {
      throw new Error("the issuer's configuration is not its own")
    }
    return found.jwks_uri
  }

  return {
    scheme: 'bearer',
    needsContentType: false,
    async identify({ authorization }) {
      const token = /^bearer +([\w.~+/-]{1,8192}=*)$/i.exec(authorization)?.[1]
      if (token === undefined) return { ok: false, reason: 'malformed-header' }
      const verified = await verify(token, await keySet())
      const name = verified?.[claim]
      if (!verified) return { ok: false, reason: 'bad-token' }
      const caller = typeof name === 'string' ? byName.get(name) : undefined
      return caller ? { ok: true, caller } : { ok: false, reason: 'unknown-id' }
    },
  }

  async function verify(token: string, keys: JWTVerifyGetKey): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: [...audience],
        algorithms,
        requiredClaims: ['exp'],
        clockTolerance: skewSeconds,
        currentDate: new Date(now()),
      })
      return payload
    } catch (cause) {
      // a key set that cannot be read says nothing of the token
      const isTokens = cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout)
      if (isTokens && cause.code !== 'ERR_JOSE_GENERIC') return undefined
      throw new IssuerDownError({ cause })
    }
  }
}
