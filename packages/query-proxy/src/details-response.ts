import { QueryProxyError } from './errors.ts'
import { type Answer, jsonType, respond } from './respond.ts'

/** The very words that callers of the Python Activity Stream know. */
export const details = {
  badCredentials: 'Incorrect authentication credentials.',
  noForwardedProto: 'The X-Forwarded-Proto header was not set.',
  noCredentials: 'Authentication credentials were not provided.',
  noContentType: 'Content-Type header was not set. It must be set for authentication, even if as the empty string.',
  notFound: '404: Not Found',
  methodNotAllowed: '405: Method Not Allowed',
  scrollNotFound: 'Scroll ID not found.',
  unknown: 'An unknown error occurred.',
} as const

/** `{"details": "…"}`, with the space that Python's `json.dumps` puts there. */
export function detailsResponse(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return respond(status, `{"details": ${JSON.stringify(text)}}`, { ...headers, 'content-type': jsonType })
}

/** The answer to a request that failed with `error`: its own words only where they help the caller. */
export function errorResponse(error: unknown): Answer {
  if (!(error instanceof QueryProxyError)) return detailsResponse(500, details.unknown)
  switch (error.code) {
    case 'body_too_large':
      // the connection still holds what was not read of the body
      return detailsResponse(413, error.message, { connection: 'close' })
    case 'body_too_slow':
      return detailsResponse(408, error.message, { connection: 'close' })
    case 'body_invalid':
    case 'search_refused':
      return detailsResponse(400, error.message)
    case 'too_many_requests':
      return detailsResponse(429, error.message, { 'retry-after': '1' })
    case 'too_many_bodies':
      return detailsResponse(429, error.message, { 'retry-after': '1', connection: 'close' })
    case 'nonce_store_down':
    case 'issuer_down':
      return detailsResponse(503, 'Authentication is not possible at the moment. Try again.', { 'retry-after': '1' })
    case 'search_incomplete':
      return detailsResponse(503, error.message, { 'retry-after': '1' })
    case 'search_timed_out':
      return detailsResponse(504, error.message)
    default:
      return detailsResponse(500, details.unknown)
  }
}
