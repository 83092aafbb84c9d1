import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { BodyTooLargeError, TooManyBodiesError } from './errors.ts'
import { defaultGuards } from './guards.ts'
import { defaultLimits } from './limits.ts'
import { type RawRequest, rawRequest } from './raw-request.ts'
import { requestBodies } from './request-bodies.ts'

const limits = { ...defaultGuards, ...defaultLimits, maxBodyBytes: 100, largeBodyBytes: 10, maxLargeBodiesPerKey: 2 }

interface Sent {
  readonly request: RawRequest
  /** Whether any of its body was asked for. */
  readonly isRead: () => boolean
}

function sent(sizes: readonly number[], contentLength?: number): Sent {
  let isRead = false
  async function* chunks(): AsyncGenerator<Uint8Array> {
    isRead = true
    for (const size of sizes) yield new Uint8Array(size).fill(size)
  }
  const headers = contentLength === undefined ? {} : { 'content-length': String(contentLength) }
  const incoming = Object.assign(Readable.from(chunks(), { objectMode: true }), { url: '/', headers })
  return { request: rawRequest(new Request('http://proxy.example/'), { incoming }), isRead: () => isRead }
}

test('requestBodies() reads small and large bodies, once', async () => {
  const bodies = requestBodies(limits)
  const small = await bodies.open(sent([3]).request)
  expect([...(await small.read('key'))]).toEqual([3, 3, 3])
  expect(await small.read('key')).toBe(await small.read('key'))
  const large = await bodies.open(sent([20, 5, 30]).request)
  const body = await large.read('key')
  expect(body.byteLength).toBe(55)
  expect(body[54]).toBe(30)
})

test('requestBodies() reads so many large bodies of one key at a time, and refuses more before they are read', async () => {
  const bodies = requestBodies(limits)
  const [first, second] = [await bodies.open(sent([20], 20).request), await bodies.open(sent([20], 20).request)]
  await Promise.all([first.read('key'), second.read('key')])
  const announced = sent([20], 20)
  const third = await bodies.open(announced.request)
  await expect(third.read('key')).rejects.toThrow(TooManyBodiesError)
  expect(announced.isRead()).toBe(false)
  const counted = await bodies.open(sent([20]).request)
  await expect(counted.read('key')).rejects.toThrow('this access key has 2 requests of more than 10 bytes under way')
  for (const arriving of [third, counted]) arriving.leave()
  const small = await bodies.open(sent([10], 10).request)
  expect((await small.read('key')).byteLength).toBe(10)
  const others = await bodies.open(sent([20], 20).request)
  expect((await others.read('other')).byteLength).toBe(20)
  first.leave()
  first.leave()
  const next = await bodies.open(sent([20], 20).request)
  expect((await next.read('key')).byteLength).toBe(20)
  await expect((await bodies.open(sent([20], 20).request)).read('key')).rejects.toThrow(TooManyBodiesError)
})

test('requestBodies() refuses a body by its Content-Length, whoever sends it, once it is thrown away', async () => {
  const bodies = requestBodies(limits)
  const tooLong = sent([60, 60], 120)
  await expect(bodies.open(tooLong.request)).rejects.toThrow(new BodyTooLargeError(100, 120))
  expect(tooLong.isRead()).toBe(true)
})

test('requestBodies() throws away what nobody reads, and not what was read', async () => {
  const bodies = requestBodies(limits)
  const forged = sent([20, 70, 70])
  const arriving = await bodies.open(forged.request)
  await arriving.discard()
  expect(forged.isRead()).toBe(true)
  const read = await bodies.open(sent([5]).request)
  const body = await read.read('key')
  await read.discard()
  read.leave()
  expect([...body]).toEqual([5, 5, 5, 5, 5])
})

test('requestBodies() frees a large body when its request is answered', async () => {
  const bodies = requestBodies(limits)
  const arriving = await bodies.open(sent([20, 30], 50).request)
  const body = await arriving.read('key')
  arriving.leave()
  await Promise.resolve()
  expect(body.byteLength).toBe(0)
})
