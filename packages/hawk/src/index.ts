export { HawkError, type HawkErrorCode, UnsignableRequestError } from './errors.ts'
export type { HawkArtifacts } from './mac-base-string.ts'
export {
  type HawkCredentials,
  type SignableRequest,
  type SignedRequest,
  type SignOptions,
  signRequest,
} from './sign-request.ts'
export {
  type ServerAuthorizationVerification,
  type SignedAnswer,
  verifyServerAuthorization,
} from './verify-server-authorization.ts'
