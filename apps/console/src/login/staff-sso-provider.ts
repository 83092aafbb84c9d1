import * as openid from 'openid-client'
import * as v from 'valibot'
import type { LoginConfig } from './login-config.ts'
import type { LoginProvider } from './login-provider.ts'
import { challengeOf } from './pending-login.ts'
import { asLoginError, secondsToAnswer } from './provider-fault.ts'

const profile = v.record(v.string(), v.unknown())

/**
 * An OAuth2 server in the form of 2018: `/o/authorize/`, `/o/token/`, and the person at `/api/v1/user/me/`. PKCE is used
 * as well; a server that does not know it passes over it.
 */
export function staffSsoProvider(config: Extract<LoginConfig, { type: 'oauth2' }>): LoginProvider {
  const { base, clientId, clientSecret } = config
  const at = (path: string): string => base.href.replace(/\/+$/, '') + path
  const server = { issuer: base.origin, authorization_endpoint: at('/o/authorize/'), token_endpoint: at('/o/token/') }
  const provider = new openid.Configuration(server, clientId, undefined, openid.ClientSecretPost(clientSecret))
  provider.timeout = secondsToAnswer
  if (base.protocol === 'http:') openid.allowInsecureRequests(provider)

  return {
    type: 'oauth2',
    async addressFor(login, redirectUri) {
      return openid.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        state: login.state,
        code_challenge: challengeOf(login),
        code_challenge_method: 'S256',
      })
    },
    async confirm({ state, verifier }, currentUrl) {
      try {
        const checks = { pkceCodeVerifier: verifier, expectedState: state }
        const { access_token } = await openid.authorizationCodeGrant(provider, currentUrl, checks)
        const answer = await openid.fetchProtectedResource(
          provider,
          access_token,
          new URL(at('/api/v1/user/me/')),
          'GET',
        )
        if (!answer.ok) throw new Error(`the person could not be asked for: status ${answer.status}`)
        return v.parse(profile, await answer.json())
      } catch (cause) {
        throw asLoginError(cause, base.host)
      }
    },
    leaveAddress: async () => undefined,
  }
}
