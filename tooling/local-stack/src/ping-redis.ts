import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'

/**
 * Whether a Redis answers there; one that wants a password answers too.
 *
 * @param url `redis://` or, with TLS, `rediss://`.
 */
export async function pingRedis(url: string, signal: AbortSignal): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '') // an IPv6 address stands in brackets
  const at = { host, port: Number(port || 6379) }
  const socket = protocol === 'rediss:' ? connectTls({ ...at, servername: host }) : connect(at)
  try {
    socket.end('PING\r\n')
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer]
    return /^[+-]/.test(answer.toString('latin1'))
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
