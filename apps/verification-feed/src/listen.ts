import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

/** How long answers under way may take once the server is to end. */
const GRACE_MS = 500

export interface ListenOptions {
  readonly port: number
  readonly handler: (request: Request) => Promise<Response>
  /** Ends the server. */
  readonly signal: AbortSignal
  /** Told the port, once it listens. */
  readonly onListening?: (port: number) => void
}

/**
 * Serves HTTP until the signal is aborted, then closes every connection, idle ones at once.
 *
 * @throws If the port cannot be had.
 */
export async function listen({ port, handler, signal, onListening = () => {} }: ListenOptions): Promise<void> {
  const listener = getRequestListener(handler, { overrideGlobalObjects: false })
  const server = createServer((request, response) => void listener(request, response))
  server.listen(port)
  await once(server, 'listening') // rejects on an error
  onListening((server.address() as AddressInfo).port)
  if (!signal.aborted) await once(signal, 'abort')
  const closed = once(server, 'close')
  server.close()
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(timer)
}
