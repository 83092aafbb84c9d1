import { createHash } from 'node:crypto'
import type { Authenticator, Caller } from './authenticator.ts'
import { InvalidOptionError } from './errors.ts'

/** An API key as it is kept: who has the hash cannot ask with it. */
export interface HashedApiKey extends Caller {
  /** SHA-256 of the key, 64 hexadecimal digits. Keys have to be long and random: nothing slows down guessing. */
  readonly sha256: string
}

/**
 * Callers who send `Authorization: ApiKey …`: a secret that whoever reads the request can use again, so for callers
 * behind TLS who cannot sign.
 *
 * @throws {InvalidOptionError} If a hash is none, or there twice.
 */
export function apiKeyAuthenticator(keys: readonly HashedApiKey[]): Authenticator {
  const byHash = new Map<string, Caller>()
  for (const { sha256, ...caller } of keys) {
    const hash = sha256.toLowerCase()
    if (!/^[0-9a-f]{64}$/.test(hash) || byHash.has(hash)) {
      throw new InvalidOptionError(
        `Cannot use the API key of "${caller.id}": its sha256 is ${byHash.has(hash) ? "another key's as well" : 'no 64 hexadecimal digits'}`,
      )
    }
    byHash.set(hash, caller)
  }
  return {
    scheme: 'apikey',
    needsContentType: false,
    async identify({ authorization }) {
      const secret = /^apikey +([\x21-\x7e]{16,512})$/i.exec(authorization)?.[1]
      if (secret === undefined) return { ok: false, reason: 'malformed-header' }
      // found by its hash: how long that takes tells nothing of any key
      const caller = byHash.get(createHash('sha256').update(secret).digest('hex'))
      return caller ? { ok: true, caller } : { ok: false, reason: 'unknown-id' }
    },
  }
}
