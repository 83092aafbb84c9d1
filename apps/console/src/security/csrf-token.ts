import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The token that forms of a session carry. It follows from the session's id, which no other site and no script knows, and
 * does not tell it.
 */
export function csrfTokenOf(secret: string): string {
  return createHmac('sha256', secret).update('activity-stream console csrf').digest('base64url')
}

/** In the same time whatever was sent. */
export function isSameToken(sent: unknown, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return typeof sent === 'string' && timingSafeEqual(digest(sent), digest(token))
}
