import { type ServeOptions, serveUntil } from '@as/service'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ConsoleEnv } from './console-env.ts'

/** When browsers who send too slowly are cut off; what is passed on to OpenSearch may take a while. */
const slowBrowsers = {
  headersTimeout: 10_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 1_000,
  // longer than the 60 s of most load balancers: closing first would lose the request they send at that moment
  keepAliveTimeout: 75_000,
} as const

/** No byte either way; streams of events send one every 15 s. */
const SILENCE_MS = 120_000

/** Serves the console until the signal is aborted and all that was begun is answered. */
export async function serveConsole(
  app: Hono<ConsoleEnv>,
  options: Pick<ServeOptions, 'port' | 'host' | 'signal' | 'onListening'>,
): Promise<void> {
  // HTTP/1.0 health checks send no Host
  const listener = getRequestListener(app.fetch, {
    errorHandler: () => new Response('Bad Request\n', { status: 400 }),
    hostname: 'localhost',
  })
  await serveUntil((incoming, outgoing) => void listener(incoming, outgoing), {
    ...options,
    limits: slowBrowsers,
    silenceMs: SILENCE_MS,
  })
}
