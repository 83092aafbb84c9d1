import type { QueryProxy } from '@as/query-proxy'
import { type ServeOptions, serveUntil } from '@as/service'

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
  await serveUntil(app.listener, { ...options, limits: slowCallers, silenceMs: SILENCE_MS })
}
