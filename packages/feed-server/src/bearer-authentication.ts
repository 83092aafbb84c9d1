import { createHash, timingSafeEqual } from 'node:crypto'
import { type FeedAuthentication, incorrect, notProvided } from './authentication.ts'
import { FeedOptionError } from './errors.ts'

/**
 * Lets in whoever sends one of some tokens as `Authorization: Bearer …`. RFC 6750 §2.1.
 *
 * @param tokens Caller's name (for events) → token. Several names let a token be replaced without a gap.
 * @throws {FeedOptionError} If there is no token, or one with characters a header cannot carry.
 * @example bearerAuthentication({ 'activity-stream': secrets.feedToken })
 */
export function bearerAuthentication(tokens: Readonly<Record<string, string>>): FeedAuthentication {
  const known = Object.entries(tokens).map(([caller, token]) => {
    if (!/^[\w.~+/-]+=*$/.test(token)) {
      throw new FeedOptionError(`Cannot accept the token of "${caller}": use letters, digits and -._~+/ (RFC 6750)`)
    }
    return { caller, digest: digest(token) }
  })
  if (known.length === 0) throw new FeedOptionError('Cannot authenticate: no token is given')

  return async (request) => {
    const authorization = request.headers.get('authorization')
    if (authorization === null) {
      return { ok: false, status: 401, details: notProvided, reason: 'no-header', challenge: 'Bearer' }
    }
    const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1]
    // every token is compared, so that the time taken says nothing
    const sent = digest(token ?? '')
    const matches = known.filter((one) => timingSafeEqual(one.digest, sent))
    const match = token === undefined ? undefined : matches[0]
    if (match) return { ok: true, caller: match.caller }
    return {
      ok: false,
      status: 401,
      details: incorrect,
      reason: 'wrong-token',
      challenge: 'Bearer error="invalid_token"',
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
