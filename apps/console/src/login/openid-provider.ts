import * as openid from 'openid-client'
import type { LoginConfig } from './login-config.ts'
import type { LoginProvider } from './login-provider.ts'
import { challengeOf } from './pending-login.ts'
import { asLoginError, secondsToAnswer } from './provider-fault.ts'

/** An OpenID Connect issuer: authorization code flow with PKCE, state and nonce. What it says of itself is read at the first login. */
export function openidProvider(config: Extract<LoginConfig, { type: 'openid' }>): LoginProvider {
  const { issuer, clientId, clientSecret, scope } = config
  let known: Promise<openid.Configuration> | undefined

  /** Asked again after a failure: the issuer may be down when the console starts. */
  async function discover(): Promise<openid.Configuration> {
    known ??= openid.discovery(issuer, clientId, undefined, authenticationOf(clientSecret), {
      timeout: secondsToAnswer,
      execute: issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : [],
    })
    try {
      return await known
    } catch (cause) {
      known = undefined
      throw asLoginError(cause, issuer.host)
    }
  }

  return {
    type: 'openid',
    async addressFor(login, redirectUri) {
      return openid.buildAuthorizationUrl(await discover(), {
        redirect_uri: redirectUri,
        scope,
        state: login.state,
        nonce: login.nonce,
        code_challenge: challengeOf(login),
        code_challenge_method: 'S256',
      })
    },
    async confirm({ state, nonce, verifier }, currentUrl) {
      const provider = await discover()
      try {
        const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
        const tokens = await openid.authorizationCodeGrant(provider, currentUrl, checks)
        const claims = tokens.claims() ?? { sub: '' }
        if (provider.serverMetadata().userinfo_endpoint === undefined) return claims
        // many issuers tell names and groups there only
        return { ...claims, ...(await openid.fetchUserInfo(provider, tokens.access_token, claims.sub)) }
      } catch (cause) {
        throw asLoginError(cause, issuer.host)
      }
    },
    async leaveAddress(returnTo, state) {
      const provider = await discover()
      if (provider.serverMetadata().end_session_endpoint === undefined) return undefined
      return openid.buildEndSessionUrl(provider, { post_logout_redirect_uri: returnTo, state })
    },
  }
}

/** OpenID Connect's default is HTTP Basic; some issuers say that they know only the other. */
function authenticationOf(secret: string | undefined): openid.ClientAuth {
  if (secret === undefined) return openid.None()
  return (server, ...rest) => {
    const known = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const authenticate = known.includes('client_secret_basic') ? openid.ClientSecretBasic : openid.ClientSecretPost
    authenticate(secret)(server, ...rest)
  }
}
