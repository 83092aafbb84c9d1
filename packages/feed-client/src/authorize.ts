import type { HawkCredentials } from '@as/hawk'
import { signRequest } from '@as/hawk'

/** How a feed knows us. */
export type FeedAuthentication =
  | { readonly type: 'hawk'; readonly credentials: HawkCredentials }
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly user: string; readonly password: string }
  | { readonly type: 'none' }

/**
 * Makes the `Authorization` header of one GET request, or undefined for none. Hawk signs the empty body and the empty
 * content type.
 *
 * @param nowMs Milliseconds since 1970.
 */
export async function authorize(
  authentication: FeedAuthentication,
  url: string,
  nowMs: number,
): Promise<string | undefined> {
  switch (authentication.type) {
    case 'hawk': {
      const request = { method: 'GET', url, contentType: '', body: '' }
      const signed = await signRequest(request, authentication.credentials, {
        timestampSeconds: Math.floor(nowMs / 1000),
      })
      return signed.authorization
    }
    case 'bearer':
      return `Bearer ${authentication.token}`
    case 'basic':
      return `Basic ${Buffer.from(`${authentication.user}:${authentication.password}`).toString('base64')}`
    case 'none':
      return undefined
  }
}
