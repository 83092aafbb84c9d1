import { beforeEach, expect, test } from 'vitest'
import { arrivingRequest } from '../test/arriving-request.ts'
import { createHawkVerifier } from './create-hawk-verifier.ts'
import { type HawkArtifacts, macBaseString } from './mac-base-string.ts'
import { memoryNonceStore } from './memory-nonce-store.ts'
import { nodeMac, nodePayloadHash } from './node-digest.ts'
import type { HawkAnswer } from './sign-answer.ts'
import { signRequest } from './sign-request.ts'
import { verifyServerAuthorization } from './verify-server-authorization.ts'

const credentials = { id: 'consumer', key: 'secret' }
const request = { method: 'GET', url: 'https://example.com/v3/activities/_search' }
const answer = { contentType: 'application/json; charset=utf-8', body: '{"hits":{}}' }
let artifacts: HawkArtifacts
let sign: (answer: HawkAnswer) => string

beforeEach(async () => {
  const signed = await signRequest(request, credentials, { ext: 'of the request', app: 'a', dlg: 'd' })
  const verify = createHawkVerifier({ findKey: () => credentials.key, nonces: memoryNonceStore() })
  const verification = await verify(arrivingRequest(request, signed.authorization))
  if (!verification.ok) throw new Error(verification.reason)
  artifacts = signed.artifacts
  sign = verification.serverAuthorization
})

test('verifyServerAuthorization() accepts the answer of the server that the request went to', async () => {
  const serverAuthorization = sign(answer)
  expect(await verifyServerAuthorization({ ...answer, serverAuthorization }, artifacts, credentials)).toEqual({
    ok: true,
    ext: undefined,
  })
})

test('verifyServerAuthorization() gives ext of the answer', async () => {
  const serverAuthorization = sign({ ...answer, ext: 'a"b\\c' })
  expect(await verifyServerAuthorization({ ...answer, serverAuthorization }, artifacts, credentials)).toEqual({
    ok: true,
    ext: 'a"b\\c',
  })
})

test('verifyServerAuthorization() accepts an empty answer, and bytes', async () => {
  const empty = sign({ contentType: '', body: '' })
  expect(await verifyServerAuthorization({ serverAuthorization: empty }, artifacts, credentials)).toMatchObject({
    ok: true,
  })
  const body = new Uint8Array([0, 255, 10])
  const binary = { contentType: 'x/y', body }
  const serverAuthorization = sign(binary)
  expect(await verifyServerAuthorization({ ...binary, serverAuthorization }, artifacts, credentials)).toMatchObject({
    ok: true,
  })
})

test('verifyServerAuthorization() accepts a hash over the raw content type', async () => {
  const hash = nodePayloadHash(answer.contentType, answer.body)
  const mac = nodeMac(credentials.key, macBaseString('response', { ...artifacts, hash, ext: undefined }))
  const serverAuthorization = `Hawk mac="${mac}", hash="${hash}"`
  expect(await verifyServerAuthorization({ ...answer, serverAuthorization }, artifacts, credentials)).toMatchObject({
    ok: true,
  })
})

test.each([
  ['absent', null],
  ['absent', undefined],
  ['absent', ''],
  ['malformed-header', 'Hawk'],
  ['malformed-header', 'Hawk hash="abc"'],
  ['malformed-header', 'Hawk mac="abc", id="consumer"'],
  ['malformed-header', `Hawk mac="${'a'.repeat(4096)}"`],
  ['bad-mac', 'Hawk mac="abc"'],
  ['bad-mac', 'Hawk mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=", hash="abc"'],
])('verifyServerAuthorization() refuses as %s: %j', async (reason, serverAuthorization) => {
  const verification = await verifyServerAuthorization({ ...answer, serverAuthorization }, artifacts, credentials)
  expect(verification).toEqual({ ok: false, reason })
})

test('verifyServerAuthorization() refuses another body, content type, request, key or ext', async () => {
  const serverAuthorization = sign({ ...answer, ext: 'page 1' })
  const verify = (changed: object, to: Partial<HawkArtifacts> = {}, key = credentials.key) =>
    verifyServerAuthorization(
      { ...answer, serverAuthorization, ...changed },
      { ...artifacts, ...to },
      { ...credentials, key },
    )
  expect(await verify({})).toMatchObject({ ok: true })
  expect(await verify({ body: `${answer.body} ` })).toEqual({ ok: false, reason: 'bad-payload-hash' })
  expect(await verify({ contentType: 'text/plain' })).toEqual({ ok: false, reason: 'bad-payload-hash' })
  expect(await verify({}, { nonce: 'another' })).toEqual({ ok: false, reason: 'bad-mac' })
  expect(await verify({}, { path: '/' })).toEqual({ ok: false, reason: 'bad-mac' })
  expect(await verify({}, {}, 'other')).toEqual({ ok: false, reason: 'bad-mac' })
  const otherExt = serverAuthorization.replace('page 1', 'page 2')
  expect(await verify({ serverAuthorization: otherExt })).toEqual({ ok: false, reason: 'bad-mac' })
})

test('verifyServerAuthorization() refuses a genuine header without a payload hash', async () => {
  const mac = nodeMac(credentials.key, macBaseString('response', { ...artifacts, hash: '', ext: undefined }))
  const verification = await verifyServerAuthorization(
    { ...answer, serverAuthorization: `Hawk mac="${mac}"` },
    artifacts,
    credentials,
  )
  expect(verification).toEqual({ ok: false, reason: 'no-payload-hash' })
})

test('verifyServerAuthorization() does not take the MAC of the request for one of an answer', async () => {
  const { hash, ext } = artifacts
  const mac = nodeMac(credentials.key, macBaseString('header', artifacts))
  const serverAuthorization = `Hawk mac="${mac}", hash="${hash}", ext="${ext}"`
  const verification = await verifyServerAuthorization({ serverAuthorization }, artifacts, credentials)
  expect(verification).toEqual({ ok: false, reason: 'bad-mac' })
})

test('serverAuthorization() refuses ext that no header can carry', () => {
  expect(() => sign({ ...answer, ext: 'a\r\nX-Injected: 1' })).toThrow('ext must be printable ASCII')
})
