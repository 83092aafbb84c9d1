import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { BodyTooLargeError, BodyTooSlowError } from './errors.ts'
import { defaultGuards } from './guards.ts'
import { defaultLimits } from './limits.ts'
import { type RawRequest, rawRequest } from './raw-request.ts'
import { type ReadBodyLimits, readBody as readWithin } from './read-body.ts'

const limits = { ...defaultGuards, ...defaultLimits, maxBodyBytes: 10, maxDiscardedBytes: 100, maxBodyMs: 1000 }

function requestOf(chunks: AsyncIterable<Uint8Array>, contentLength?: string) {
  const headers = contentLength === undefined ? {} : { 'content-length': contentLength }
  const incoming = Object.assign(Readable.from(chunks, { objectMode: true }), { url: '/', headers })
  return rawRequest(new Request('http://proxy.example/'), { incoming })
}

function readBody(request: RawRequest, given: ReadBodyLimits): Promise<Uint8Array> {
  return readWithin(request, { limits: given, turn: async () => undefined, onLarge: () => undefined })
}

async function* chunksOf(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield new Uint8Array(size).fill(size)
}

test('readBody() gives all bytes up to the limit', async () => {
  expect([...(await readBody(requestOf(chunksOf(1, 2)), limits))]).toEqual([1, 2, 2])
  expect((await readBody(requestOf(chunksOf(10)), limits)).byteLength).toBe(10)
  expect((await readBody(requestOf(chunksOf()), limits)).byteLength).toBe(0)
})

test.each<[string, string | undefined, number[], number]>([
  ['the announced length', '11', [11], 11],
  ['what was counted to the end', undefined, [6, 6, 20], 32],
  ['what was counted when it gave up', undefined, [60, 60, 60], 120],
])('readBody() of one that is too long tells %s', async (_name, announced, sizes, actual) => {
  const read = readBody(requestOf(chunksOf(...sizes), announced), limits)
  await expect(read).rejects.toThrow(new BodyTooLargeError(10, actual))
})

test('readBody() does not wait for a sender who stops in the middle of too much', async () => {
  async function* stalling(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(11)
    await new Promise(() => {})
  }
  const read = readBody(requestOf(stalling()), { ...limits, maxDiscardMs: 1 })
  await expect(read).rejects.toThrow('actual body size 11')
})

test('readBody() does not read what is far too long', async () => {
  const read = readBody(requestOf(chunksOf(), '101'), limits)
  await expect(read).rejects.toThrow(new BodyTooLargeError(10, 101))
})

test('readBody() gives a slow sender up', async () => {
  async function* stalling(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1)
    await new Promise(() => {})
  }
  const read = readBody(requestOf(stalling()), { ...limits, maxBodyMs: 1 })
  await expect(read).rejects.toThrow(BodyTooSlowError)
})

test('readBody() fails when the sender hangs up', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1)
    throw new Error('hung up')
  }
  await expect(readBody(requestOf(broken()), limits)).rejects.toThrow('hung up')
})
