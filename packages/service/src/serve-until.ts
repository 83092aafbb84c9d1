import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface ServeOptions {
  /** 0 for any free one. */
  readonly port: number
  /** Default: every address of the machine. */
  readonly host?: string
  /** Once aborted, no connection is taken any more, and requests that are under way are answered. */
  readonly signal: AbortSignal
  /** How long these may take before they are cut off. Default: 7,000. */
  readonly graceMs?: number
  /** How long a connection without a request may stay after the signal: one may be on its way. Default: 500. */
  readonly idleMs?: number
  /** Limits of Node's server: how long headers and requests may take, how long connections are kept. */
  readonly limits?: ServerOptions
  /** After how long without a byte either way a connection is closed: default, never. */
  readonly silenceMs?: number
  readonly onListening?: (port: number) => void
}

/**
 * Serves HTTP until the signal is aborted and all that was begun is answered.
 *
 * @throws If the port cannot be had.
 */
export async function serveUntil(
  listener: RequestListener,
  { port, host, signal, graceMs = 7_000, idleMs = 500, limits = {}, silenceMs = 0, onListening }: ServeOptions,
): Promise<void> {
  const server = createServer(limits, listener)
  server.timeout = silenceMs
  const idle = idleConnections(server)
  server.listen({ port, host })
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'EADDRINUSE' ? 'another process has it; end that one or choose another' : error.message
    throw new Error(`Cannot listen on port ${port}: ${reason}`, { cause: error })
  })
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
