import { UnsignableRequestError } from './errors.ts'
import { formatHawkHeader, isHeaderText, maxHeaderBytes } from './hawk-header.ts'
import { type HawkArtifacts, macBaseString } from './mac-base-string.ts'
import { mediaTypeOf } from './payload-prefix.ts'
import { webMac, webPayloadHash } from './web-digest.ts'

/** A key and its name. The algorithm is always SHA-256. */
export interface HawkCredentials {
  readonly id: string
  readonly key: string
}

/** The request as it will be sent. */
export interface SignableRequest {
  readonly method: string
  /**
   * Absolute http or https URL. Signed are its `pathname` and `search` as `URL` writes them, which is what HTTP
   * clients send. (Clients differ on an empty query: `/feed?` is signed as `/feed`, as node:http sends it.)
   */
  readonly url: URL | string
  /** The Content-Type header as it will be sent. Default: `''`. */
  readonly contentType?: string | undefined
  /** The very bytes that will be sent; a string stands for its UTF-8. Default: `''`. */
  readonly body?: string | Uint8Array | undefined
}

export interface SignOptions {
  /** Application data that the MAC covers: printable ASCII. */
  readonly ext?: string | undefined
  /** Oz application id. */
  readonly app?: string | undefined
  /** Oz delegated-by id; only together with `app`. */
  readonly dlg?: string | undefined
  /** Unix time of signing. Default: now. */
  readonly timestampSeconds?: number | undefined
  /** Unique for each request of a key. Default: 128 random bits. */
  readonly nonce?: string | undefined
}

export interface SignedRequest {
  /** Value of the `Authorization` header. */
  readonly authorization: string
  /** What was signed; `verifyServerAuthorization()` needs it. Holds no secret. */
  readonly artifacts: HawkArtifacts
}

/**
 * Signs a request with Hawk. The payload hash is always sent, also that of an empty body with an empty content type.
 *
 * @throws {UnsignableRequestError} If the URL is not http(s), or a value cannot travel in a header.
 * @see https://github.com/mozilla/hawk/blob/main/API.md
 * @example
 * const { authorization } = await signRequest({ method: 'GET', url: 'https://source.example/feed' }, { id, key })
 * await fetch('https://source.example/feed', { headers: { Authorization: authorization } })
 */
export async function signRequest(
  request: SignableRequest,
  credentials: HawkCredentials,
  options: SignOptions = {},
): Promise<SignedRequest> {
  const { id, key } = credentials
  const { contentType = '', body = '' } = request
  const { ext, app, dlg, timestampSeconds = Math.floor(Date.now() / 1000), nonce = randomNonce() } = options
  if (!key) throw new UnsignableRequestError('the key is empty; give the secret of the key id')
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(request.method)) throw new UnsignableRequestError('the method is not an HTTP token')
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0 || timestampSeconds >= 1e15) {
    throw new UnsignableRequestError(`timestampSeconds ${timestampSeconds} is not whole unix seconds`)
  }
  if (dlg && !app) throw new UnsignableRequestError('dlg is given without app; the MAC covers it only with app')
  for (const [name, value] of Object.entries({ id, nonce, ext: ext || ' ', app: app || ' ', dlg: dlg || ' ' })) {
    if (!isHeaderText(value)) throw new UnsignableRequestError(`${name} must be printable ASCII and not empty`)
  }

  const hash = await webPayloadHash(mediaTypeOf(contentType), body)
  const target = targetOf(request.url)
  const artifacts = { ts: String(timestampSeconds), nonce, method: request.method, ...target, hash, ext, app, dlg }
  const mac = await webMac(key, macBaseString('header', artifacts))
  const authorization = formatHawkHeader({ id, ts: artifacts.ts, nonce, hash, ext, mac, app, dlg })
  if (authorization.length > maxHeaderBytes) {
    throw new UnsignableRequestError(`the header has ${authorization.length} bytes of at most ${maxHeaderBytes}`)
  }
  return { authorization, artifacts }
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

function targetOf(url: URL | string): { path: string; host: string; port: number } {
  // no cause: the parser's own error quotes the URL, which may hold a password
  if (!URL.canParse(String(url))) throw new UnsignableRequestError('the URL cannot be read; give an absolute one')
  const parsed = new URL(url)
  const port = parsed.port ? Number(parsed.port) : defaultPorts[parsed.protocol]
  if (port === undefined) throw new UnsignableRequestError(`protocol "${parsed.protocol}" is not http: or https:`)
  return { path: parsed.pathname + parsed.search, host: parsed.hostname, port }
}

function randomNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
