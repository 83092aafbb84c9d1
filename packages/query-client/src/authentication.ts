import { signRequest } from '@as/hawk'
import { InvalidOptionError } from './errors.ts'

/** How to prove who asks. */
export type Authentication =
  /** Signs each request; the key itself is never sent. */
  | { readonly type: 'hawk'; readonly id: string; readonly key: string }
  /** `Authorization: Bearer …` */
  | { readonly type: 'bearer'; readonly token: string }
  /** `Authorization: ApiKey …` */
  | { readonly type: 'api-key'; readonly apiKey: string }

/** The request that is authenticated, byte for byte. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly contentType: string
  readonly body: Uint8Array
}

/**
 * The Authorization header of one request.
 *
 * @throws {InvalidOptionError} If the credentials cannot be sent in a header.
 */
export async function authorizationOf(
  authentication: Authentication,
  request: OutgoingRequest,
  nowMs: number,
): Promise<string> {
  switch (authentication.type) {
    case 'hawk': {
      const timestampSeconds = Math.floor(nowMs / 1000)
      try {
        return (await signRequest(request, authentication, { timestampSeconds })).authorization
      } catch (cause) {
        throw new InvalidOptionError('Cannot sign the search: check the Hawk id and key', { cause })
      }
    }
    case 'bearer':
      return `Bearer ${headerSafe(authentication.token, 'bearer token')}`
    case 'api-key':
      return `ApiKey ${headerSafe(authentication.apiKey, 'API key')}`
  }
}

/** `fetch` quotes a header that it refuses in its error: secrets are checked before. */
function headerSafe(secret: string, name: string): string {
  if (/^[\x21-\x7e]+$/.test(secret)) return secret
  throw new InvalidOptionError(`Cannot send the ${name}: it must be printable ASCII without blanks and not empty`)
}
