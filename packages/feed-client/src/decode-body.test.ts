import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeBody } from './decode-body.ts'
import { ContentEncodingError, PageTooLargeError, TruncatedBodyError } from './request-errors.ts'

const context = { url: 'https://source.example/', maxPageBytes: 1000 }
const text = 'abc'.repeat(100)

describe('decodeBody()', () => {
  it.each([
    [undefined, Buffer.from(text)],
    ['', Buffer.from(text)],
    ['identity', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['X-GZIP', gzipSync(text)],
    ['identity, gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
  ])('decodes %j', async (encoding, body) => {
    expect(Buffer.from(await decodeBody(body, encoding, context)).toString()).toBe(text)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('stops a %s bomb at the cap', async (encoding, compress) => {
    expect(await decodeBody(compress(Buffer.alloc(1000)), encoding, context)).toHaveLength(1000)
    const bomb = compress(Buffer.alloc(20_000_000))
    await expect(decodeBody(bomb, encoding, context)).rejects.toThrow(PageTooLargeError)
  })

  it.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
  ])('refuses a cut off %s body', async (encoding, body) => {
    await expect(decodeBody(body.subarray(0, -3), encoding, context)).rejects.toThrow(TruncatedBodyError)
  })

  it.each([
    ['gzip, gzip', gzipSync(gzipSync(text)), 'names more than one'],
    ['zstd', Buffer.from(text), 'was not asked for'],
    ['gzip', Buffer.from(text), 'is damaged'],
  ])('refuses %s', async (encoding, body, message) => {
    const decoded = decodeBody(body, encoding, context)
    await expect(decoded).rejects.toThrow(ContentEncodingError)
    await expect(decoded).rejects.toThrow(message)
  })
})
