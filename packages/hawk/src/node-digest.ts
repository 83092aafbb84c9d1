import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { payloadPrefix } from './payload-prefix.ts'

/** Base64 SHA-256 of a payload, by node:crypto. */
export function nodePayloadHash(mediaType: string, body: string | Uint8Array): string {
  return createHash('sha256').update(payloadPrefix(mediaType)).update(body).update('\n').digest('base64')
}

/** Base64 HMAC-SHA-256 of a base string, by node:crypto. */
export function nodeMac(key: string, baseString: string): string {
  return createHmac('sha256', key).update(baseString).digest('base64')
}

/** Whether two texts are the same, in a time that depends on their length only. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
