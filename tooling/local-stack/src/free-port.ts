import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that Linux and macOS give to whoever asks for any port. */
const [FIRST, COUNT] = [20_000, 12_000]

const MAX_TRIES = 50

/**
 * A loopback port that nobody listens on, and that no program gets which asks for any: it stays free until whom it is
 * meant for has started.
 */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    const server = createServer()
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening')
      server.close()
      await once(server, 'close')
      return port
    } catch (error) {
      if (tries === MAX_TRIES) throw error
    }
  }
}
