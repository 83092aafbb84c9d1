import type { SignableRequest } from '../src/index.ts'
import type { HawkRequest } from '../src/server.ts'

/** How a signed request looks to the server that it was sent to over http or https. */
export function arrivingRequest(
  request: SignableRequest,
  authorization: string,
): HawkRequest & { readonly body: Uint8Array } {
  const { method, contentType = '', body = '' } = request
  const url = new URL(request.url)
  return {
    method,
    path: url.pathname + url.search,
    host: url.host,
    port: url.protocol === 'http:' ? 80 : 443,
    authorization,
    contentType,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  }
}
