import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import type { CredentialRequest } from './authenticator.ts'
import { type BearerAuthenticatorOptions, bearerAuthenticator } from './bearer-authenticator.ts'
import { InvalidOptionError, IssuerDownError } from './errors.ts'

const issuer = 'https://login.example'
const audience = 'activity-stream'
const nowMs = 1_700_000_000_000
const caller = { id: 'reports', permissions: { activities: [{ type: 'all' } as const] } }

let pair: Awaited<ReturnType<typeof generateKeyPair>>
let jwks: { keys: object[] }

beforeAll(async () => {
  pair = await generateKeyPair('ES256')
  jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' }] }
})

function requestOf(authorization: string): CredentialRequest {
  const readBody = (): Promise<never> => Promise.reject(new Error('a token does not sign the body'))
  return { method: 'GET', target: '/', host: 'a', port: 443, authorization, contentType: '', readBody }
}

interface Claims {
  sub?: string
  iss?: string
  aud?: string | string[]
  exp?: number
  nbf?: number
}

async function tokenOf(claims: Claims = {}, key = pair.privateKey): Promise<string> {
  const seconds = nowMs / 1000
  const all = { sub: caller.id, iss: issuer, aud: audience, exp: seconds + 60, ...claims }
  const defined = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  return await new SignJWT(defined).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(key)
}

function identify(authorization: string, options: Partial<BearerAuthenticatorOptions> = {}) {
  const keys = createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0])
  const all = { issuer, audience: [audience], callers: [caller], now: () => nowMs, keys, ...options }
  return bearerAuthenticator(all).identify(requestOf(authorization))
}

test('bearerAuthenticator() knows a caller by a token of the issuer', async () => {
  expect(await identify(`Bearer ${await tokenOf()}`)).toEqual({ ok: true, caller })
  expect(await identify(`bearer ${await tokenOf({ aud: ['other', audience] })}`)).toEqual({ ok: true, caller })
  expect(await identify(`Bearer ${await tokenOf({ exp: nowMs / 1000 - 59 })}`)).toMatchObject({ ok: true })
})

test.each<[string, Claims]>([
  ['for somebody else', { aud: 'other' }],
  ['of another issuer', { iss: 'https://login.example.evil' }],
  ['that is over', { exp: nowMs / 1000 - 61 }],
  ['that never ends', { exp: undefined as unknown as number }],
  ['that does not hold yet', { nbf: nowMs / 1000 + 61 }],
])('bearerAuthenticator() refuses a token %s', async (_what, claims) => {
  expect(await identify(`Bearer ${await tokenOf(claims)}`)).toEqual({ ok: false, reason: 'bad-token' })
})

test('bearerAuthenticator() refuses a caller nobody named, whatever they are called', async () => {
  for (const sub of ['other', '__proto__', 'constructor', '']) {
    expect(await identify(`Bearer ${await tokenOf({ sub })}`)).toEqual({ ok: false, reason: 'unknown-id' })
  }
  expect(await identify(`Bearer ${await tokenOf()}`, { claim: 'azp' })).toEqual({ ok: false, reason: 'unknown-id' })
})

test('bearerAuthenticator() refuses tokens that nobody, another, or a shared secret signed', async () => {
  const claims = { sub: caller.id, iss: issuer, aud: audience, exp: nowMs / 1000 + 60 }
  const other = await generateKeyPair('ES256')
  const secret = new TextEncoder().encode(JSON.stringify(jwks.keys[0]))
  const valid = await tokenOf()
  const forged = [
    new UnsecuredJWT(claims).encode(),
    await tokenOf({}, other.privateKey),
    await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k' }).sign(secret),
    `${valid.slice(0, -4)}AAAA`,
    valid.replace(/\.[^.]+$/, '.'),
    valid.replace('.', '.e30'),
    'a.b.c',
  ]
  for (const token of forged) {
    expect(await identify(`Bearer ${token}`)).toEqual({ ok: false, reason: 'bad-token' })
  }
  for (const header of ['Bearer', 'Bearer ', 'Bearer a b', 'Basic x', `Bearer ${'x'.repeat(9000)}`]) {
    expect(await identify(header)).toEqual({ ok: false, reason: 'malformed-header' })
  }
})

test('bearerAuthenticator() finds the keys of the issuer, and asks again after it was down', async () => {
  let isUp = false
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}`
    if (!isUp) response.writeHead(503).end()
    else if (request.url === '/jwks') response.end(JSON.stringify(jwks))
    else response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks` }))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const authenticator = bearerAuthenticator({ issuer: url, audience: [audience], callers: [caller], now: () => nowMs })
  const request = requestOf(`Bearer ${await tokenOf({ iss: url })}`)
  await expect(authenticator.identify(request)).rejects.toThrow(IssuerDownError)
  isUp = true
  expect(await authenticator.identify(request)).toEqual({ ok: true, caller })
  server.closeAllConnections()
  server.close()
})

test('bearerAuthenticator() takes no configuration of another issuer for its own', async () => {
  const answer = { issuer: 'https://evil.example', jwks_uri: 'https://evil.example/jwks' }
  const getFetch = async (): Promise<Response> => new Response(JSON.stringify(answer))
  const authenticator = bearerAuthenticator({ issuer, audience: [audience], callers: [caller], fetch: getFetch })
  await expect(authenticator.identify(requestOf(`Bearer ${await tokenOf()}`))).rejects.toThrow(IssuerDownError)
})

test('bearerAuthenticator() refuses options that let too many in', () => {
  expect(() => bearerAuthenticator({ issuer, audience: [], callers: [] })).toThrow(InvalidOptionError)
  expect(() => bearerAuthenticator({ issuer: 'login', audience: [audience], callers: [] })).toThrow(InvalidOptionError)
})
