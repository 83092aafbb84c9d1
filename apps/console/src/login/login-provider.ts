import type { PendingLogin } from './pending-login.ts'
import type { Claims } from './role-of.ts'

/** Who knows the people: an OpenID Connect issuer, or an OAuth2 server in the form of 2018. */
export interface LoginProvider {
  readonly type: 'openid' | 'oauth2'
  /**
   * The address at which somebody logs in.
   *
   * @throws {LoginUnavailableError}
   */
  addressFor(login: PendingLogin, redirectUri: string): Promise<URL>
  /**
   * Who came back, as the provider confirms it.
   *
   * @param currentUrl Where they came back to, with the query: without it, it is the redirect URI.
   * @throws {LoginUnavailableError | LoginRefusedError}
   */
  confirm(login: PendingLogin, currentUrl: URL): Promise<Claims>
  /**
   * The address at which somebody leaves the provider as well, where it has one.
   *
   * @param returnTo Where it sends them back to, with `?state={state}`.
   */
  leaveAddress(returnTo: string, state: string): Promise<URL | undefined>
}
