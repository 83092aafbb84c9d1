import * as openid from 'openid-client'
import { LoginError, LoginRefusedError, LoginUnavailableError } from './errors.ts'

/** How long a provider may take for each answer. */
export const secondsToAnswer = 5

/** A callback or a token that is not an answer to what was asked. */
const refusals = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
])

/** A refusal is final; anything else may be over in a minute. */
export function asLoginError(cause: unknown, host: string): LoginError {
  if (cause instanceof LoginError) return cause
  const isRefusal =
    cause instanceof openid.AuthorizationResponseError ||
    cause instanceof openid.ResponseBodyError ||
    cause instanceof openid.WWWAuthenticateChallengeError ||
    (cause instanceof openid.ClientError && refusals.has(cause.code ?? ''))
  return isRefusal ? new LoginRefusedError(host, { cause }) : new LoginUnavailableError(host, { cause })
}
