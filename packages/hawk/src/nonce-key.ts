import { createHash } from 'node:crypto'

/**
 * One short name for a nonce of a key: 43 characters, whatever their lengths. The key id's length goes first, so that
 * (`a`, `b:c`) and (`a:b`, `c`) have different names.
 */
export function nonceKey(keyId: string, nonce: string): string {
  return createHash('sha256').update(`${keyId.length}:${keyId}:${nonce}`).digest('base64url')
}
