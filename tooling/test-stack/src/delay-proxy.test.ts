import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { startDelayProxy } from './delay-proxy.ts'

test('startDelayProxy() passes what is said on in both directions, slowly if told to, until it is disposed', async () => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const proxy = await startDelayProxy((echo.address() as AddressInfo).port)
  const socket = connect(proxy.port, '127.0.0.1').setEncoding('utf8')
  const say = async (word: string): Promise<number> => {
    const from = performance.now()
    socket.write(word)
    expect(await once(socket, 'data')).toEqual([word])
    return performance.now() - from
  }
  await say('quick')
  proxy.delayMs = 100
  expect(await say('slow')).toBeGreaterThan(150)
  const closed = once(socket, 'close')
  await proxy[Symbol.asyncDispose]()
  await closed
  echo.close()
})
