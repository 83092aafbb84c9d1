import { randomBytes } from 'node:crypto'
import { claimNonce } from './claim-nonce.ts'
import { HawkError } from './errors.ts'
import { parseRequestHeader } from './hawk-header.ts'
import { hostAndPort } from './host-and-port.ts'
import { type HawkArtifacts, macBaseString } from './mac-base-string.ts'
import { nodeMac, nodePayloadHash, sameText } from './node-digest.ts'
import type { NonceStore } from './nonce-store.ts'
import { acceptedMediaTypes } from './payload-prefix.ts'
import { type HawkAnswer, signAnswer } from './sign-answer.ts'

export interface HawkVerifierOptions {
  /** The key of an id, or `undefined` for an id nobody has. An empty key counts as none. */
  readonly findKey: (id: string) => string | undefined
  readonly nonces: NonceStore
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number
  /** How far the caller's clock may be off, either way. Default: 60. */
  readonly skewSeconds?: number
  /** How long a nonce is remembered. Default: 2 × skew + 5. Below 2 × skew a captured request can be sent again. */
  readonly nonceTtlSeconds?: number
  /** How long to wait for the nonce store. Default: 2,000. */
  readonly nonceTimeoutMs?: number
}

/** A request as it arrived, nothing decoded or normalised. */
export interface HawkRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly path: string
  /** The Host header. */
  readonly host: string
  /** The port when Host names none: 80 or 443 by the caller's scheme. */
  readonly port?: number | undefined
  /** The Authorization header. */
  readonly authorization: string
  /** The Content-Type header, `''` when it is empty. */
  readonly contentType: string
  /**
   * The body; or what reads it, called with the id once the header is genuine and in time: whoever forged a header does
   * not get their body read.
   */
  readonly body: Uint8Array | ((id: string) => Promise<Uint8Array>)
}

/** Why a request was refused. For logs and metrics: telling the caller would help an attacker only. */
export type HawkRefusal =
  | 'malformed-header'
  | 'malformed-request'
  | 'malformed-timestamp'
  | 'unknown-id'
  | 'bad-mac'
  | 'no-payload-hash'
  | 'bad-payload-hash'
  | 'stale'
  | 'replayed'

export type HawkVerification =
  | {
      readonly ok: true
      readonly id: string
      readonly ext: string | undefined
      readonly app: string | undefined
      readonly dlg: string | undefined
      /** Value of the Server-Authorization header of the answer to this request. */
      readonly serverAuthorization: (answer: HawkAnswer) => string
    }
  | { readonly ok: false; readonly reason: HawkRefusal }
  /** The request is genuine, but nobody can tell whether it is a replay: answer 503, never let it in. */
  | { readonly ok: false; readonly reason: 'nonce-store-down'; readonly cause: unknown }

/**
 * Makes a verifier of Hawk requests. The payload hash is required, each nonce counts once per key, and a nonce is
 * claimed only by a request that is right in all else. Rejects only with what `findKey` or reading the body throws.
 *
 * @throws {HawkError} If a number among the options is negative or not finite.
 * @see https://github.com/mozilla/hawk/blob/main/API.md
 * @example
 * const verify = createHawkVerifier({ findKey: (id) => keys.get(id), nonces: memoryNonceStore() })
 */
export function createHawkVerifier(options: HawkVerifierOptions): (request: HawkRequest) => Promise<HawkVerification> {
  const { findKey, nonces, now = Date.now, skewSeconds = 60, nonceTimeoutMs: timeoutMs = 2000 } = options
  const { nonceTtlSeconds: ttlSeconds = 2 * skewSeconds + 5 } = options
  for (const [name, value] of Object.entries({ skewSeconds, nonceTtlSeconds: ttlSeconds, nonceTimeoutMs: timeoutMs })) {
    if (!Number.isFinite(value) || value < 0) {
      throw new HawkError('bad_option', `Cannot verify requests: ${name} is ${value}; give a number from 0 up`)
    }
  }
  // an unknown id costs the same time as a known one: its MAC is compared with one under a key nobody has
  const nobodysKey = randomBytes(32).toString('base64')

  return async (request) => {
    const attributes = parseRequestHeader(request.authorization)
    const { id, ts, nonce, mac, hash = '', ext, app, dlg } = attributes ?? {}
    // dlg without app is outside the MAC: anybody could have put it there
    if (!id || !ts || !nonce || !mac || (dlg && !app)) return refused('malformed-header')
    if (!/^[0-9]{1,15}$/.test(ts)) return refused('malformed-timestamp')
    const target = hostAndPort(request.host, request.port)
    if (!target || !isOneLine(request.method) || !isOneLine(request.path)) return refused('malformed-request')

    const foundKey: unknown = findKey(id)
    const key = typeof foundKey === 'string' && foundKey !== '' ? foundKey : undefined
    const { method, path } = request
    const artifacts = target.hosts
      .map((host): HawkArtifacts => ({ ts, nonce, method, path, host, port: target.port, hash, ext, app, dlg }))
      .filter((signed) => sameText(nodeMac(key ?? nobodysKey, macBaseString('header', signed)), mac))[0]
    if (key === undefined) return refused('unknown-id')
    if (!artifacts) return refused('bad-mac')

    if (!hash) return refused('no-payload-hash')
    const isStale = (): boolean => Math.abs(Number(ts) * 1000 - now()) > skewSeconds * 1000
    if (isStale()) return refused('stale')
    const body = typeof request.body === 'function' ? await request.body(id) : request.body
    const mediaTypes = acceptedMediaTypes(request.contentType).filter(isOneLine)
    if (!mediaTypes.some((mediaType) => sameText(nodePayloadHash(mediaType, body), hash))) {
      return refused('bad-payload-hash')
    }
    // again: a slow body could outlast the time that its nonce is remembered
    if (isStale()) return refused('stale')

    const claim = await claimNonce(nonces, { keyId: id, nonce, ttlSeconds, timeoutMs })
    if (claim.type === 'unknown') return { ok: false, reason: 'nonce-store-down', cause: claim.cause }
    if (claim.type === 'replayed') return refused('replayed')
    const serverAuthorization = (answer: HawkAnswer): string => signAnswer(answer, artifacts, key)
    return { ok: true, id, ext, app, dlg, serverAuthorization }
  }
}

function refused(reason: HawkRefusal): HawkVerification {
  return { ok: false, reason }
}

/** A line break inside a value could make two different requests read the same in the base string. */
function isOneLine(value: string): boolean {
  return !/[\n\r]/.test(value)
}
