import { ConfigurationError, parseEnvironment } from '@as/service'
import * as v from 'valibot'
import { isLoopbackHost } from '../security/loopback.ts'
import { httpUrl, text } from '../settings.ts'
import type { RoleRules } from './role-of.ts'

/** How people log in. */
export type LoginConfig =
  | {
      readonly type: 'openid'
      readonly issuer: URL
      readonly clientId: string
      /** Without one the client is public, and PKCE alone protects the code. */
      readonly clientSecret: string | undefined
      /** Separated by blanks. */
      readonly scope: string
      readonly roles: RoleRules
    }
  | {
      /** The form of 2018. */
      readonly type: 'oauth2'
      readonly base: URL
      readonly clientId: string
      readonly clientSecret: string
      readonly roles: RoleRules
    }
  | { readonly type: 'none' }

const safeUrl = v.pipe(
  httpUrl,
  v.check((value) => {
    const { protocol, host } = new URL(value)
    return protocol === 'https:' || isLoopbackHost(host)
  }, 'expected https:// (http:// is for localhost only)'),
)
const values = (role: string) => v.optional(v.array(text, `expected a list: CONSOLE_ROLES__${role}__1, …`))

const schema = v.object({
  CONSOLE_LOGIN: v.optional(
    v.literal('none', 'expected none; to log in set CONSOLE_OPENID__ISSUER and its companions'),
  ),
  CONSOLE_OPENID: v.optional(
    v.object({
      ISSUER: safeUrl,
      CLIENT_ID: text,
      CLIENT_SECRET: v.optional(text),
      SCOPE: v.optional(
        v.pipe(text, v.regex(/(^| )openid( |$)/, 'expected scopes with openid among them')),
        'openid profile email',
      ),
    }),
  ),
  CONSOLE_ROLES: v.optional(
    v.strictObject(
      { CLAIM: v.optional(text), VIEWER: values('VIEWER'), OPERATOR: values('OPERATOR'), ADMIN: values('ADMIN') },
      'expected __CLAIM, __VIEWER__n, __OPERATOR__n or __ADMIN__n',
    ),
  ),
  STAFF_SSO_BASE: v.optional(safeUrl),
  STAFF_SSO_CLIENT_ID: v.optional(text),
  STAFF_SSO_CLIENT_SECRET: v.optional(text),
})

type LoginSettings = v.InferOutput<typeof schema>

const ways =
  'CONSOLE_OPENID__ISSUER and CONSOLE_OPENID__CLIENT_ID, or the three STAFF_SSO_ variables, or CONSOLE_LOGIN=none'

/** @throws {ConfigurationError} Naming every wrong or missing variable at once. */
export function readLogin(env: Readonly<Record<string, string | undefined>>): LoginConfig {
  const given = parseEnvironment(schema, env)
  const faults = faultsOf(given)
  if (faults.length > 0) throw new ConfigurationError(faults)
  return loginOf(given)
}

function faultsOf(given: LoginSettings): string[] {
  const sso = [given.STAFF_SSO_BASE, given.STAFF_SSO_CLIENT_ID, given.STAFF_SSO_CLIENT_SECRET]
  const set = sso.filter((value) => value !== undefined).length
  if (set !== 0 && set !== sso.length) {
    return ['STAFF_SSO_BASE: set all of STAFF_SSO_BASE, STAFF_SSO_CLIENT_ID and STAFF_SSO_CLIENT_SECRET, or none']
  }
  const chosen = [given.CONSOLE_OPENID, given.STAFF_SSO_BASE, given.CONSOLE_LOGIN].filter((way) => way !== undefined)
  if (chosen.length === 0) return [`CONSOLE_OPENID__ISSUER is missing; say how people log in: set ${ways}`]
  if (chosen.length > 1) return [`CONSOLE_LOGIN: there are ${chosen.length} ways to log in; keep one: ${ways}`]
  return []
}

function loginOf(given: LoginSettings): LoginConfig {
  const { CONSOLE_OPENID: openid, STAFF_SSO_BASE, STAFF_SSO_CLIENT_ID, STAFF_SSO_CLIENT_SECRET } = given
  if (openid) {
    return {
      type: 'openid',
      issuer: new URL(openid.ISSUER),
      clientId: openid.CLIENT_ID,
      clientSecret: openid.CLIENT_SECRET,
      scope: openid.SCOPE,
      roles: rulesOf(given.CONSOLE_ROLES ?? {}),
    }
  }
  if (STAFF_SSO_BASE && STAFF_SSO_CLIENT_ID && STAFF_SSO_CLIENT_SECRET) {
    return {
      type: 'oauth2',
      base: new URL(STAFF_SSO_BASE),
      clientId: STAFF_SSO_CLIENT_ID,
      clientSecret: STAFF_SSO_CLIENT_SECRET,
      // that server decides itself who may come in, and knows no roles
      roles: rulesOf(given.CONSOLE_ROLES ?? { VIEWER: ['*'] }),
    }
  }
  return { type: 'none' }
}

function rulesOf({ CLAIM = 'roles', VIEWER, OPERATOR, ADMIN }: NonNullable<LoginSettings['CONSOLE_ROLES']>): RoleRules {
  if (!VIEWER && !OPERATOR && !ADMIN)
    return { claim: CLAIM, viewer: ['viewer'], operator: ['operator'], admin: ['admin'] }
  return { claim: CLAIM, viewer: VIEWER ?? [], operator: OPERATOR ?? [], admin: ADMIN ?? [] }
}
