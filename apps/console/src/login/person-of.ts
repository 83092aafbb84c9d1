import type { Person } from '../console-env.ts'
import { type Claims, type RoleRules, roleOf } from './role-of.ts'

/** Long enough for a name, short enough for a log line. */
const MAX_LENGTH = 200

/** Who somebody is: by OpenID Connect's claims, or the first and last name of 2018. */
export function personOf(claims: Claims, rules: RoleRules): { readonly person?: Person; readonly email: string } {
  const text = (name: string): string | undefined => {
    const value = claims[name]
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_LENGTH) : undefined
  }
  const email = text('email') ?? text('preferred_username') ?? text('sub') ?? text('user_id') ?? 'unknown'
  const names = [text('first_name'), text('last_name')].filter((name) => name !== undefined).join(' ')
  const given = roleOf(claims, rules)
  return given ? { email, person: { name: text('name') ?? (names || email), email, ...given } } : { email }
}
