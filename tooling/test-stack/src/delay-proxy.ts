import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DelayProxy extends AsyncDisposable {
  readonly port: number
  /** How long each piece of data waits, in either direction, from now on. In milliseconds. */
  delayMs: number
}

/** Passes TCP connections on to a port on loopback, slowly if told to; for a server that is not HTTP, such as Redis. */
export async function startDelayProxy(target: number): Promise<DelayProxy> {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.setNoDelay(true)
      from.on('data', (data) => setTimeout(() => to.writable && to.write(data), proxy.delayMs))
      from.once('error', () => to.destroy())
      from.once('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: DelayProxy = {
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
  return proxy
}
