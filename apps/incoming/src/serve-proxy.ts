import type { QueryProxy } from '@as/query-proxy'
import { type ServeOptions, serveUntil } from '@as/service'
import { getRequestListener } from '@hono/node-server'

/** When callers who send too slowly are cut off; a body has its own, shorter limit. */
const slowCallers = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  // longer than the 60 s of most load balancers: closing first would lose the request they send at that moment
  keepAliveTimeout: 75_000,
} as const

/** No byte either way: a reader who takes nothing; a search has its own, shorter limit. */
const SILENCE_MS = 120_000

/** Serves the proxy until the signal is aborted and all that was begun is answered. */
export async function serveProxy(
  app: QueryProxy,
  options: Pick<ServeOptions, 'port' | 'signal' | 'onListening'>,
): Promise<void> {
  // HTTP/1.0 health checks send no Host
  const listener = getRequestListener(app.fetch, { errorHandler: notARequest, hostname: 'localhost' })
  await serveUntil((incoming, outgoing) => void listener(incoming, outgoing), {
    ...options,
    limits: slowCallers,
    silenceMs: SILENCE_MS,
  })
}

/** A request that is none to the adaptor: an impossible Host, say. */
function notARequest(): Response {
  return new Response('{"details": "400: Bad Request"}', {
    status: 400,
    headers: { 'content-type': 'application/json; charset=utf-8', server: 'activity-stream' },
  })
}
