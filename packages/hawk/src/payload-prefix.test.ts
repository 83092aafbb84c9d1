import { expect, test } from 'vitest'
import { nodePayloadHash } from './node-digest.ts'
import { acceptedMediaTypes, mediaTypeOf } from './payload-prefix.ts'
import { webPayloadHash } from './web-digest.ts'

test('payload hash of the documented body is the documented one, by WebCrypto and by node:crypto', async () => {
  const [body, hash] = ['Thank you for flying Hawk', 'Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=']
  expect(nodePayloadHash('text/plain', body)).toBe(hash)
  expect(await webPayloadHash('text/plain', new TextEncoder().encode(body))).toBe(hash)
})

test.each([
  ['', ''],
  ['text/plain', 'text/plain'],
  ['Text/Plain; charset=UTF-8', 'text/plain'],
  [' application/json ;a;b', 'application/json'],
  [';charset=utf-8', ''],
])('mediaTypeOf(%j) is %j', (contentType, mediaType) => {
  expect(mediaTypeOf(contentType)).toBe(mediaType)
})

test('acceptedMediaTypes() is the specified form, and the raw one where it differs', () => {
  expect(acceptedMediaTypes('Text/Plain; a=B')).toEqual(['text/plain', 'Text/Plain; a=B'])
  expect(acceptedMediaTypes('text/plain')).toEqual(['text/plain'])
})
