import { BodyTooLargeError, InvalidBodyError, NonceStoreDownError, QueryProxyError } from './errors.ts'

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

/** The content type of every JSON answer. */
export const jsonType = 'application/json; charset=utf-8'

/** `{"details": "…"}`, with the space that Python's `json.dumps` puts there. */
export function detailsResponse(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`{"details": ${JSON.stringify(text)}}`, {
    status,
    headers: { ...headers, 'content-type': jsonType },
  })
}

/** The answer to a request that failed with `error`: its own words only where they help the caller. */
export function errorResponse(error: unknown): Response {
  // the connection still holds what was not read of the body
  if (error instanceof BodyTooLargeError) return detailsResponse(413, error.message, { connection: 'close' })
  if (error instanceof InvalidBodyError) return detailsResponse(400, error.message)
  if (error instanceof NonceStoreDownError) {
    return detailsResponse(503, 'Authentication is not possible at the moment. Try again.', { 'retry-after': '1' })
  }
  if (!(error instanceof QueryProxyError)) return detailsResponse(500, details.unknown)
  switch (error.code) {
    case 'search_refused':
      return detailsResponse(400, error.message)
    case 'search_incomplete':
      return detailsResponse(503, error.message, { 'retry-after': '1' })
    default:
      return detailsResponse(500, details.unknown)
  }
}
