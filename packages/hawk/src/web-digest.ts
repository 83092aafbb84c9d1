import { payloadPrefix } from './payload-prefix.ts'

const utf8 = new TextEncoder()
const hmacSha256 = { name: 'HMAC', hash: 'SHA-256' }

/** Base64 SHA-256 of a payload, by WebCrypto. */
export async function webPayloadHash(mediaType: string, body: string | Uint8Array): Promise<string> {
  const prefix = utf8.encode(payloadPrefix(mediaType))
  const payload = typeof body === 'string' ? utf8.encode(body) : body
  const covered = new Uint8Array(prefix.length + payload.length + 1)
  covered.set(prefix)
  covered.set(payload, prefix.length)
  covered[covered.length - 1] = 0x0a
  return toBase64(await crypto.subtle.digest('SHA-256', covered))
}

/** Base64 HMAC-SHA-256 of a base string, by WebCrypto. */
export async function webMac(key: string, baseString: string): Promise<string> {
  const imported = await crypto.subtle.importKey('raw', utf8.encode(key), hmacSha256, false, ['sign'])
  return toBase64(await crypto.subtle.sign('HMAC', imported, utf8.encode(baseString)))
}

/** Whether two MACs are the same text, in a time that depends on their length only. */
export function sameMac(left: string, right: string): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) difference |= left.charCodeAt(index) ^ right.charCodeAt(index)
  return difference === 0
}

function toBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}
