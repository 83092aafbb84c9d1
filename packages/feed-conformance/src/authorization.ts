import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { FeedAuthentication } from '@as/feed-client'
import { type HawkCredentials, signRequest } from '@as/hawk'

/**
 * The `Authorization` of one request without a body, or undefined for none. Hawk signs the empty body and the empty
 * content type.
 */
export async function authorizationFor(
  authentication: FeedAuthentication,
  { method, url, now }: { readonly method: string; readonly url: string; readonly now: number },
): Promise<string | undefined> {
  switch (authentication.type) {
    case 'hawk': {
      const timestampSeconds = Math.floor(now / 1000)
      const signed = await signRequest({ method, url }, authentication.credentials, { timestampSeconds })
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

/** Credentials of the same kind that nobody has, made from one's own: as long, and told apart by nothing but their value. */
export function wrongCredentials(authentication: FeedAuthentication): FeedAuthentication {
  const other = (secret: string) => createHash('sha256').update(`not ${secret}`).digest('hex').slice(0, secret.length)
  switch (authentication.type) {
    case 'hawk':
      return {
        type: 'hawk',
        credentials: { ...authentication.credentials, key: other(authentication.credentials.key) },
      }
    case 'bearer':
      return { type: 'bearer', token: other(authentication.token) }
    case 'basic':
      return { ...authentication, password: other(authentication.password) }
    case 'none':
      return authentication
  }
}

/** A Hawk signature of a GET that is right but for covering no payload hash: what `signRequest` never makes. */
export function signWithoutHash(url: string, { id, key }: HawkCredentials, now: number): string {
  const { pathname, search, hostname, port, protocol } = new URL(url)
  const [ts, nonce] = [String(Math.floor(now / 1000)), randomUUID()]
  const target = [`${pathname}${search}`, hostname, port || (protocol === 'https:' ? '443' : '80')]
  const base = ['hawk.1.header', ts, nonce, 'GET', ...target, '', '', ''].join('\n')
  return `Hawk id="${id}", ts="${ts}", nonce="${nonce}", mac="${createHmac('sha256', key).update(base).digest('base64')}"`
}
