import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { QueryProxy } from '@as/query-proxy'
import { getRequestListener } from '@hono/node-server'

export interface ServeOptions {
  readonly port: number
  /** Once aborted, no connection is taken any more, and requests that are under way are answered. */
  readonly signal: AbortSignal
  /** How long these may take before they are cut off. Default: 7,000. */
  readonly graceMs?: number
  /** How long a connection without a request may stay after the signal: one may be on its way. Default: 500. */
  readonly idleMs?: number
  readonly onListening?: (port: number) => void
}

/** Serves the app until the signal is aborted and all that was begun is answered. */
export async function serveUntil(
  app: QueryProxy,
  { port, signal, graceMs = 7_000, idleMs = 500, onListening }: ServeOptions,
): Promise<void> {
  // HTTP/1.0 health checks send no Host
  const listener = getRequestListener(app.fetch, { errorHandler: notARequest, hostname: 'localhost' })
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  const idle = idleConnections(server)
  server.listen(port)
  await once(server, 'listening')
  onListening?.((server.address() as AddressInfo).port)
  if (!signal.aborted) await once(signal, 'abort')

  const closed = once(server, 'close')
  server.close()
  const ended = new AbortController()
  void closed.then(() => ended.abort())
  const started = performance.now()
  while (!ended.signal.aborted) {
    const waited = performance.now() - started
    if (waited > idleMs) for (const socket of idle()) socket.destroy()
    if (waited > graceMs) server.closeAllConnections()
    await delay(20, undefined, { signal: ended.signal }).catch(() => undefined)
  }
}

/** Connections without a request under way; `closeIdleConnections` knows only those that had one. */
function idleConnections(server: Server): () => Socket[] {
  const requests = new Map<Socket, number>()
  server.on('connection', (socket) => {
    requests.set(socket, 0)
    socket.on('close', () => requests.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1)
    response.on('close', () => {
      const count = requests.get(socket)
      if (count !== undefined) requests.set(socket, count - 1)
    })
  })
  return () => [...requests].filter(([, count]) => count === 0).map(([socket]) => socket)
}

/** A request that is none to the adaptor: an impossible Host, say. */
function notARequest(): Response {
  return new Response('{"details": "400: Bad Request"}', {
    status: 400,
    headers: { 'content-type': 'application/json; charset=utf-8', server: 'activity-stream' },
  })
}
