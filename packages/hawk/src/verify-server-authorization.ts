import { parseResponseHeader } from './hawk-header.ts'
import { type HawkArtifacts, macBaseString } from './mac-base-string.ts'
import { acceptedMediaTypes } from './payload-prefix.ts'
import type { HawkCredentials } from './sign-request.ts'
import { sameMac, webMac, webPayloadHash } from './web-digest.ts'

/** An answer as it arrived. */
export interface SignedAnswer {
  /** The `Server-Authorization` header; null or undefined when there is none. */
  readonly serverAuthorization: string | null | undefined
  /** The Content-Type header. Default: `''`. */
  readonly contentType?: string | undefined
  /** The whole body, after content decoding. Default: `''`. */
  readonly body?: string | Uint8Array | undefined
}

export type ServerAuthorizationVerification =
  | { readonly ok: true; readonly ext: string | undefined }
  | {
      readonly ok: false
      readonly reason: 'absent' | 'malformed-header' | 'bad-mac' | 'no-payload-hash' | 'bad-payload-hash'
    }

/**
 * Tells whether an answer, body and content type included, comes from a server that holds the key and is the answer
 * to this very request. The payload hash is required.
 *
 * @param artifacts What `signRequest()` gave for the request
 * @see https://github.com/mozilla/hawk/blob/main/README.md, "Response Payload Validation"
 */
export async function verifyServerAuthorization(
  answer: SignedAnswer,
  artifacts: HawkArtifacts,
  credentials: HawkCredentials,
): Promise<ServerAuthorizationVerification> {
  const { serverAuthorization, contentType = '', body = '' } = answer
  if (!serverAuthorization) return { ok: false, reason: 'absent' }
  const attributes = parseResponseHeader(serverAuthorization)
  if (!attributes?.mac) return { ok: false, reason: 'malformed-header' }

  const { mac, hash, ext } = attributes
  const expected = await webMac(credentials.key, macBaseString('response', { ...artifacts, hash: hash ?? '', ext }))
  if (!sameMac(expected, mac)) return { ok: false, reason: 'bad-mac' }
  if (!hash) return { ok: false, reason: 'no-payload-hash' }

  const forms = acceptedMediaTypes(contentType)
  const hashes = await Promise.all(forms.map((mediaType) => webPayloadHash(mediaType, body)))
  return hashes.includes(hash) ? { ok: true, ext } : { ok: false, reason: 'bad-payload-hash' }
}
