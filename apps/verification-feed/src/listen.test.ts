import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listen } from './listen.ts'

const handler = async () => new Response('here')

/** Starts a server on a free port. */
async function start() {
  const stop = new AbortController()
  const listening = Promise.withResolvers<number>()
  const ended = listen({ port: 0, handler, signal: stop.signal, onListening: listening.resolve })
  return { port: await listening.promise, stop: () => stop.abort(), ended }
}

describe('listen()', () => {
  it('serves until the signal is aborted', async () => {
    const { port, stop, ended } = await start()
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
    stop()
    await ended
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed')
  })

  it('ends with kept-alive and silent connections open', async () => {
    const { port, stop, ended } = await start()
    const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    sockets[0]?.write('GET / HTTP/1.1\r\nHost: feed.example\r\nConnection: keep-alive\r\n\r\n')
    if (sockets[0]) await once(sockets[0], 'data')
    const closed = sockets.map((socket) => once(socket.resume(), 'close'))
    stop()
    await ended
    expect(await Promise.all(closed)).toHaveLength(2)
  })

  it('fails where the port is taken', async () => {
    const { port, stop, ended } = await start()
    await expect(listen({ port, handler, signal: new AbortController().signal })).rejects.toThrow('EADDRINUSE')
    stop()
    await ended
  })
})
