import type { Person } from '../console-env.ts'
import { nobody } from '../session/identify.ts'
import type { LoginConfig } from './login-config.ts'
import type { LoginProvider } from './login-provider.ts'
import { openidProvider } from './openid-provider.ts'
import type { RoleRules } from './role-of.ts'
import { staffSsoProvider } from './staff-sso-provider.ts'

/** Who logs people in, and what they may do then; or who everybody is. */
export type LoginMeans =
  | { readonly provider: LoginProvider; readonly roles: RoleRules }
  | { readonly everybody: Person }

/** How people log in, from the configuration. */
export function loginBy(config: LoginConfig): LoginMeans {
  switch (config.type) {
    case 'openid':
      return { provider: openidProvider(config), roles: config.roles }
    case 'oauth2':
      return { provider: staffSsoProvider(config), roles: config.roles }
    case 'none':
      return { everybody: nobody }
  }
}
