import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signRequest, verifyServerAuthorization } from '../src/index.ts'
import { createHawkVerifier, memoryNonceStore } from '../src/server.ts'
import { plainHeaderText, signable } from './arbitraries.ts'
import { arrivingRequest } from './arriving-request.ts'
import { askMohawk, installMohawk, mohawkIsMissing } from './ask-mohawk.ts'

let folder: string
const missing = await mohawkIsMissing()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mohawk-'))
  if (!missing) await installMohawk(folder)
}, 120_000)

afterAll(() => rm(folder, { recursive: true }))

const base64 = (body: string | Uint8Array) => Buffer.from(body).toString('base64')

/** 300 exchanges, always the same ones. */
const exchanges = fc.sample(
  fc
    .record({
      signable,
      key: fc.stringMatching(/^[!-~]{1,80}$/),
      answer: fc.record({
        body: fc.string({ unit: 'grapheme' }),
        contentType: fc.constantFrom('', 'application/json; charset=utf-8', 'Text/Plain'),
        ext: fc.option(plainHeaderText, { nil: undefined }),
      }),
    })
    // mohawk signs /a;b as /a
    .filter(({ signable: { request } }) => !request.url.pathname.includes(';')),
  { numRuns: 300, seed: 1 },
)

function questionOf(
  { signable: { request, credentials, ext }, key, answer }: (typeof exchanges)[number],
  index: number,
) {
  return {
    id: credentials.id,
    key,
    url: request.url.href,
    method: request.method,
    body: base64(request.body),
    contentType: request.contentType,
    ext: ext ?? null,
    nonce: `nonce-${index}`,
    ts: Math.floor(Date.now() / 1000),
    answerBody: base64(answer.body),
    answerContentType: answer.contentType,
    answerExt: answer.ext ?? null,
  }
}

test('createHawkVerifier() understands mohawk, and mohawk understands serverAuthorization()', async (context) => {
  if (missing) context.skip(missing)
  const questions = exchanges.map(questionOf)
  const signed = await askMohawk(
    folder,
    questions.map((question) => ({ question: 'sign', ...question })),
  )
  const accepts = await Promise.all(
    exchanges.map(async ({ signable: { request, ext }, key, answer }, index) => {
      const verify = createHawkVerifier({ findKey: () => key, nonces: memoryNonceStore() })
      const verification = await verify(arrivingRequest(request, signed[index]?.authorization ?? ''))
      expect(verification).toMatchObject({ ok: true, ext })
      const serverAuthorization = verification.ok ? verification.serverAuthorization(answer) : ''
      return { question: 'accept' as const, ...questions[index], serverAuthorization }
    }),
  )
  expect(await askMohawk(folder, accepts)).toEqual(exchanges.map(() => ({ accepted: true })))
})

test('mohawk understands signRequest(), and verifyServerAuthorization() understands mohawk', async (context) => {
  if (missing) context.skip(missing)
  // mohawk leaves the brackets of an IPv6 host out, also as a server: it cannot verify what others sign
  const understood = exchanges.filter(({ signable: { request } }) => !request.url.hostname.startsWith('['))
  const signed = await Promise.all(
    understood.map(({ signable: { request, credentials, ext }, key }) =>
      signRequest(request, { ...credentials, key }, { ext }),
    ),
  )
  const answers = await askMohawk(
    folder,
    understood.map((exchange, index) => ({
      question: 'verify',
      ...questionOf(exchange, index),
      authorization: signed[index]?.authorization,
    })),
  )
  expect(understood.length).toBeGreaterThan(200)
  for (const [
    index,
    {
      signable: { credentials },
      key,
      answer,
    },
  ] of understood.entries()) {
    const { serverAuthorization, refused } = answers[index] ?? {}
    const artifacts = signed[index]?.artifacts
    expect(refused).toBeUndefined()
    if (!artifacts) throw new Error('not signed')
    const received = { ...answer, serverAuthorization }
    expect(await verifyServerAuthorization(received, artifacts, { ...credentials, key })).toEqual({
      ok: true,
      ext: answer.ext,
    })
  }
})

test('mohawk refuses what was changed on its way', async (context) => {
  if (missing) context.skip(missing)
  const request = { method: 'POST', url: 'https://example.com/a?b=c', contentType: 'application/json', body: '{}' }
  const { authorization } = await signRequest(request, { id: 'id', key: 'key' })
  const question = {
    question: 'verify' as const,
    ...request,
    id: 'id',
    key: 'key',
    body: base64(request.body),
    authorization,
    answerBody: '',
    answerContentType: '',
    answerExt: null,
  }
  const answers = await askMohawk(folder, [
    question,
    { ...question, method: 'PUT' },
    { ...question, url: 'https://example.com/a?b=d' },
    { ...question, body: base64('{ }') },
    { ...question, contentType: 'text/plain' },
    { ...question, key: 'yek' },
  ])
  expect(answers.map(({ refused }) => refused)).toEqual([
    undefined,
    'MacMismatch',
    'MacMismatch',
    'MisComputedContentHash',
    'MisComputedContentHash',
    'MacMismatch',
  ])
})
