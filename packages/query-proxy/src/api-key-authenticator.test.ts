import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { apiKeyAuthenticator } from './api-key-authenticator.ts'
import type { Identification } from './authenticator.ts'
import { InvalidOptionError } from './errors.ts'

const secret = 'a-long-and-random-secret'
const caller = { id: 'reports', permissions: {} }
const sha256 = createHash('sha256').update(secret).digest('hex')

function identify(authorization: string): Promise<Identification> {
  const readBody = (): Promise<never> => Promise.reject(new Error('a key does not sign the body'))
  const request = { method: 'GET', target: '/', host: 'a', port: 443, contentType: '', readBody }
  return apiKeyAuthenticator([{ ...caller, sha256: sha256.toUpperCase() }]).identify({ ...request, authorization })
}

test('apiKeyAuthenticator() knows a caller by the hash of their key, and hands no hash on', async () => {
  expect(await identify(`ApiKey ${secret}`)).toEqual({ ok: true, caller })
  expect(await identify(`apikey   ${secret}`)).toEqual({ ok: true, caller })
})

test.each([
  [`ApiKey ${secret}x`, 'unknown-id'],
  [`ApiKey ${sha256}`, 'unknown-id'],
  ['ApiKey short', 'malformed-header'],
  ['ApiKey', 'malformed-header'],
  [`ApiKey ${secret} ${secret}`, 'malformed-header'],
  [`Bearer ${secret}`, 'malformed-header'],
  [`ApiKey ${'x'.repeat(513)}`, 'malformed-header'],
])('apiKeyAuthenticator() refuses "%s"', async (authorization, reason) => {
  expect(await identify(authorization)).toEqual({ ok: false, reason })
})

test('apiKeyAuthenticator() takes no hash that is none, and none twice', () => {
  expect(() => apiKeyAuthenticator([{ ...caller, sha256: secret }])).toThrow(InvalidOptionError)
  const both = [caller, { ...caller, id: 'other' }].map((one) => ({ ...one, sha256 }))
  expect(() => apiKeyAuthenticator(both)).toThrow('another')
})
