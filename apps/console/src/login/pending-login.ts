import { createHash, randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { returnPath } from './return-path.ts'

/** What a browser keeps while its person is away to log in. None of it is of use to anybody else. */
export interface PendingLogin {
  /** Comes back with the answer: it is to this question. */
  readonly state: string
  /** Comes back inside the token: it was made for this login. */
  readonly nonce: string
  /** Shown with the code: whoever began has it (PKCE). */
  readonly verifier: string
  /** Where to go afterwards. */
  readonly returnTo: string
}

const random = (): string => randomBytes(32).toString('base64url')

export function beginLogin(returnTo: string | undefined): PendingLogin {
  return { state: random(), nonce: random(), verifier: random(), returnTo: returnPath(returnTo) }
}

/** PKCE's S256: BASE64URL(SHA256(verifier)), RFC 7636 section 4.2. */
export function challengeOf({ verifier }: PendingLogin): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

const pending = v.object({ state: v.string(), nonce: v.string(), verifier: v.string(), returnTo: v.string() })

export function writePending(login: PendingLogin): string {
  return Buffer.from(JSON.stringify(login)).toString('base64url')
}

/** @returns `undefined` for what {@link writePending} did not write. */
export function readPending(text: string | undefined): PendingLogin | undefined {
  try {
    const found = v.parse(pending, JSON.parse(Buffer.from(text ?? '', 'base64url').toString()))
    return { ...found, returnTo: returnPath(found.returnTo) }
  } catch {
    return undefined
  }
}
