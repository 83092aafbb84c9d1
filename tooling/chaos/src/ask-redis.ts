import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * Sends one inline command to Redis over a connection of its own, such as `FLUSHALL`.
 *
 * @returns The answer as the protocol has it: `+OK`, `:1`.
 */
export async function askRedis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  try {
    await once(socket, 'connect')
    socket.write(`${command}\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer.toString().trim()
  } finally {
    socket.destroy()
  }
}
