import { once } from 'node:events'
import { type RequestListener, request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { serveUntil } from './serve-until.ts'

interface Server {
  readonly port: number
  readonly served: Promise<void>
  stop(): void
}

async function serving(listener: RequestListener, graceMs = 5_000): Promise<Server> {
  const { signal, stop } = stoppable()
  const listening = Promise.withResolvers<number>()
  const served = serveUntil(listener, {
    port: 0,
    host: '127.0.0.1',
    signal,
    graceMs,
    idleMs: 10,
    onListening: listening.resolve,
  })
  return { port: await listening.promise, served, stop }
}

function stoppable() {
  const controller = new AbortController()
  return { signal: controller.signal, stop: () => controller.abort() }
}

async function get(port: number): Promise<string> {
  const sent = request({ port, host: '127.0.0.1' }).end()
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer>]
  let text = ''
  for await (const chunk of response) text += chunk.toString()
  return text
}

test('serveUntil() answers what was begun before the signal', async () => {
  const begun = Promise.withResolvers<void>()
  const server = await serving((_request, response) => {
    begun.resolve()
    setTimeout(() => response.end('whole'), 50)
  })
  const asking = get(server.port)
  await begun.promise
  server.stop()
  expect(await asking).toBe('whole')
  await server.served
})

test('serveUntil() waits neither for connections that ask nothing, nor for ever for those that do', async () => {
  const begun = Promise.withResolvers<void>()
  const server = await serving(() => begun.resolve(), 60)
  const [idle, asking] = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')]
  for (const socket of [idle, asking]) socket.on('error', () => undefined)
  asking.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await begun.promise
  server.stop()
  await server.served
  await sleep(20)
  expect([idle.closed, asking.closed]).toEqual([true, true])
})

test('serveUntil() says which port cannot be had', async () => {
  const { port, served, stop } = await serving((_request, response) => void response.end())
  const second = serveUntil(() => undefined, { port, host: '127.0.0.1', signal: stoppable().signal })
  await expect(second).rejects.toThrow(`Cannot listen on port ${port}: another process has it`)
  stop()
  await served
})
