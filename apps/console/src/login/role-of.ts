import type { Role } from '../console-env.ts'

/** Which values of which claim give which role. `*` stands for everybody who can log in. */
export interface RoleRules {
  /** The claim's name, or a path to it: `roles`, `email`, `realm_access.roles`. */
  readonly claim: string
  readonly viewer: readonly string[]
  readonly operator: readonly string[]
  /** Operators who may also write through the OpenSearch proxy. */
  readonly admin: readonly string[]
}

/** What the issuer says of a person. */
export type Claims = Readonly<Record<string, unknown>>

/**
 * The most that a person's claims allow; an admin is an operator, and an operator sees what a viewer sees.
 *
 * @returns `undefined` for somebody who may not even look.
 */
export function roleOf(claims: Claims, rules: RoleRules): { readonly role: Role; readonly admin: boolean } | undefined {
  const values = new Set([...valuesOf(claims, rules.claim), '*'])
  const has = (allowed: readonly string[]): boolean => allowed.some((value) => values.has(value))
  if (has(rules.admin)) return { role: 'operator', admin: true }
  if (has(rules.operator)) return { role: 'operator', admin: false }
  return has(rules.viewer) ? { role: 'viewer', admin: false } : undefined
}

function valuesOf(claims: Claims, claim: string): string[] {
  // whoever can choose an address must not be able to choose an operator's
  if (claim === 'email' && claims.email_verified === false) return []
  const found = Object.hasOwn(claims, claim) ? claims[claim] : atPath(claims, claim.split('.'))
  // the star is ours: nobody has it by what an issuer says
  return (Array.isArray(found) ? found : [found]).filter(
    (value) => typeof value === 'string' && value !== '*',
  ) as string[]
}

function atPath(claims: Claims, path: readonly string[]): unknown {
  let found: unknown = claims
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Claims)[name]
  }
  return found
}
