import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { queueFull, refuseBulkItems } from './fault-proxy-bulk.ts'

const bodies: string[] = []
const target = createServer((request, response) => {
  void request.toArray().then((parts) => {
    bodies.push(Buffer.concat(parts).toString())
    response.writeHead(201, { 'content-type': 'application/json' }).end(`{"items":[{"index":{"status":201}}]}`)
  })
})
let proxy: FaultProxy

beforeEach(async () => {
  bodies.length = 0
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  proxy = await startFaultProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}`)
})
afterEach(async () => {
  await proxy[Symbol.asyncDispose]()
  target.closeAllConnections()
  await new Promise((resolve) => target.close(resolve))
})

const send = (body = 'a') => fetch(`${proxy.url}/_bulk`, { method: 'POST', body })

test('startFaultProxy() passes requests on, and answers as they are', async () => {
  const response = await send('hello')
  expect([response.status, await response.json()]).toEqual([201, { items: [{ index: { status: 201 } }] }])
  expect(bodies).toEqual(['hello'])
  expect(proxy.requests).toBe(1)
})

test('startFaultProxy() resets before or after the server did what was asked', async () => {
  proxy.interfere(({ number }) => ({ type: 'reset', when: number === 1 ? 'before' : 'after' }))
  await expect(send('one')).rejects.toThrow('fetch failed')
  await expect(send('two')).rejects.toThrow('fetch failed')
  expect(bodies).toEqual(['two'])
})

test('startFaultProxy() cuts an answer off, holds a request, and answers in the place of the server', async () => {
  proxy.interfere(() => ({ type: 'cut', share: 0.5 }))
  await expect(send().then((response) => response.text())).rejects.toThrow('terminated')
  let release = (): void => undefined
  proxy.interfere(() => new Promise<undefined>((resolve) => (release = () => resolve(undefined))))
  const held = send('held')
  await expect.poll(() => proxy.requests).toBe(2)
  expect(bodies).toHaveLength(1)
  release()
  expect((await held).status).toBe(201)
  proxy.interfere(() => ({ type: 'answer', answer: { status: 503, body: Buffer.from('{}') } }))
  expect((await send()).status).toBe(503)
  expect(bodies).toHaveLength(2)
})

test('refuseBulkItems() keeps items from the server and puts refusals in their places', () => {
  const body = Buffer.from('{"index":{}}\n{"n":1}\n{"delete":{}}\n{"index":{}}\n{"n":2}\n')
  const request = { number: 1, method: 'POST', path: '/_bulk', body }
  const fault = refuseBulkItems(request, (position) => (position === 1 ? queueFull : undefined))
  if (fault.type !== 'rewrite') throw new Error(fault.type)
  expect(fault.body.toString()).toBe('{"index":{}}\n{"n":1}\n{"index":{}}\n{"n":2}\n')
  const taken = [{ index: { status: 201 } }, { index: { status: 200 } }]
  const answer = fault.change({ status: 200, body: Buffer.from(JSON.stringify({ items: taken })) })
  expect(JSON.parse(answer.body.toString())).toMatchObject({ items: [taken[0], { delete: queueFull }, taken[1]] })
  expect(refuseBulkItems(request, () => queueFull)).toMatchObject({ type: 'answer', answer: { status: 200 } })
})
