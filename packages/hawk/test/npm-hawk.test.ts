import fc from 'fast-check'
import hawk from 'hawk'
import { expect, test } from 'vitest'
import { signRequest, verifyServerAuthorization } from '../src/index.ts'
import { createHawkVerifier, memoryNonceStore } from '../src/server.ts'
import { plainHeaderText, signable } from './arbitraries.ts'
import { arrivingRequest } from './arriving-request.ts'

const answers = fc.record({
  contentType: fc.constantFrom('', 'application/json; charset=utf-8', 'Text/Plain'),
  body: fc.string({ unit: 'grapheme' }),
  ext: fc.option(plainHeaderText, { nil: undefined }),
})

test('signRequest() is understood by npm hawk, and verifyServerAuthorization() understands its answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      signable,
      answers,
      async ({ request, credentials, ext }, { contentType, body, ext: answerExt }) => {
        const known = { ...credentials, algorithm: 'sha256' as const }
        const { authorization, artifacts } = await signRequest(request, credentials, { ext })
        const oracle = await hawk.server.authenticate(
          {
            method: request.method,
            url: request.url.pathname + request.url.search,
            host: request.url.hostname,
            port: artifacts.port,
            authorization,
            contentType: request.contentType,
          },
          (id) => (id === credentials.id ? known : null),
          { payload: request.body },
        )
        const payload = { payload: body, contentType, ext: answerExt }
        const serverAuthorization = hawk.server.header(known, oracle.artifacts, payload)
        const answer = { serverAuthorization, contentType, body }
        expect(await verifyServerAuthorization(answer, artifacts, credentials)).toEqual({ ok: true, ext: answerExt })
      },
    ),
  )
})

test('createHawkVerifier() understands npm hawk, and npm hawk understands serverAuthorization()', async () => {
  const oz = fc.option(fc.record({ app: plainHeaderText, dlg: plainHeaderText }), { nil: undefined })
  const anyExt = fc.option(fc.stringMatching(/^[ -~]{1,30}$/), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(signable, anyExt, oz, answers, async ({ request, credentials }, ext, delegation, answer) => {
      const known = { ...credentials, algorithm: 'sha256' as const }
      const { url, method, body: payload, contentType } = request
      const signed = hawk.client.header(url, method, { credentials: known, payload, contentType, ext, ...delegation })
      const verify = createHawkVerifier({
        findKey: (id) => (id === credentials.id ? credentials.key : undefined),
        nonces: memoryNonceStore(),
      })
      const verification = await verify(arrivingRequest(request, signed.header))
      expect(verification).toMatchObject({ ok: true, id: credentials.id, ext, app: delegation?.app })
      if (!verification.ok) return
      const headers = {
        'server-authorization': verification.serverAuthorization(answer),
        'content-type': answer.contentType,
      }
      hawk.client.authenticate({ headers }, known, signed.artifacts, { payload: answer.body, required: true })
    }),
  )
})

test('createHawkVerifier() and npm hawk agree on requests changed on their way', async () => {
  const changes = fc.constantFrom('method', 'path', 'host', 'port', 'contentType', 'body', 'key')
  await fc.assert(
    fc.asyncProperty(signable, changes, fc.string({ minLength: 1 }), async ({ request, credentials }, change, text) => {
      const { authorization } = await signRequest(request, credentials)
      const honest = arrivingRequest(request, authorization)
      const url = new URL(request.url)
      if (change === 'host') url.hostname = 'other.example'
      if (change === 'port') url.port = url.port === '1234' ? '1235' : '1234'
      const received = {
        ...arrivingRequest({ ...request, url }, authorization),
        ...(change === 'method' && { method: honest.method.toUpperCase() === 'GET' ? 'POST' : 'GET' }),
        ...(change === 'path' && { path: `${honest.path}${encodeURIComponent(text)}x` }),
        ...(change === 'contentType' && { contentType: 'x-other/type' }),
        ...(change === 'body' && { body: new Uint8Array([...honest.body, 0x20]) }),
      }
      const key = change === 'key' ? `${credentials.key}x` : credentials.key
      const verify = createHawkVerifier({ findKey: () => key, nonces: memoryNonceStore() })
      expect(await verify(received)).toMatchObject({ ok: false })
      const port = Number(url.port || received.port)
      const oracle = hawk.server.authenticate(
        { ...received, url: received.path, host: url.hostname, port },
        () => ({ id: credentials.id, key, algorithm: 'sha256' }),
        { payload: received.body },
      )
      await expect(oracle).rejects.toThrow(/Bad mac|Bad payload hash/)
    }),
  )
})

test('createHawkVerifier() refuses the timestamps that npm hawk would accept for ever', async () => {
  const credentials = { id: 'a', key: 'k', algorithm: 'sha256' as const }
  const request = { method: 'GET', url: 'https://example.com/' }
  const verify = createHawkVerifier({ findKey: () => credentials.key, nonces: memoryNonceStore() })
  for (const timestamp of ['abc', 'NaN', '-Infinity']) {
    const url = new URL(request.url)
    const { header } = hawk.client.header(url, 'GET', { credentials, timestamp, payload: '', contentType: '' })
    const received = arrivingRequest(request, header)
    expect(await verify(received)).toEqual({ ok: false, reason: 'malformed-timestamp' })
  }
})
