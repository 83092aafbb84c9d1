import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLogger } from '../log.ts'
import { createErrorReports, type ErrorReportsOptions } from './error-reports.ts'

type Envelope = readonly [header: object, itemHeader: { type: string }, event: Record<string, unknown>]

/** A Sentry on loopback: what it was sent, and how it answers. */
async function startSentry(answer: RequestListener = (_request, response) => void response.end('{}')) {
  const requests: { url: string; type: string | undefined; envelope: Envelope }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      const envelope = text.split('\n').map((line) => JSON.parse(line)) as unknown as Envelope
      requests.push({ url: request.url ?? '', type: request.headers['content-type'], envelope })
      answer(request, response)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    requests,
    dsn: `http://public@127.0.0.1:${port}/7`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function reporting(dsn: string, options: Partial<ErrorReportsOptions> = {}) {
  const lines: string[] = []
  const logger = createLogger({ application: 'outgoing', write: (line) => lines.push(line) })
  const env = { SENTRY_DSN: dsn, SENTRY_ENVIRONMENT: 'staging', ADMIN_TOKEN: 'a-s3cret-token' }
  return { lines, errors: await createErrorReports({ application: 'outgoing', logger, env, ...options }) }
}

const refusal = (about: string) => ({ kind: 'document-refused', about, message: 'the index refused a document' })

test('createErrorReports() sends Sentry an event in an envelope', async () => {
  await using sentry = await startSentry()
  const { errors, lines } = await reporting(sentry.dsn, { now: () => 1_000 })
  errors.report({ kind: 'pass-fails', about: 'data_hub', message: 'Cannot read "http://x/1?a=b" a-s3cret-token' })
  await errors.close()
  expect(sentry.requests).toHaveLength(1)
  const { url, type, envelope } = sentry.requests[0] as (typeof sentry.requests)[0]
  expect(url).toMatch(/^\/api\/7\/envelope\/\?.*sentry_key=public/)
  expect(type).toBe('application/x-sentry-envelope')
  expect(envelope[0]).toMatchObject({ event_id: envelope[2].event_id, sent_at: expect.stringMatching(/Z$/) })
  expect(envelope[1]).toEqual({ type: 'event' })
  expect(envelope[2]).toMatchObject({
    event_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    timestamp: 1,
    level: 'error',
    environment: 'staging',
    message: 'Cannot read "http://x/1?…" [removed]',
    tags: { application: 'outgoing', kind: 'pass-fails', about: 'data_hub' },
    fingerprint: ['outgoing', 'pass-fails', 'data_hub'],
    extra: { suppressed: 0 },
  })
  expect(lines).toEqual([])
})

test('createErrorReports() reports a kind about the same thing now and then, and says how often it happened', async () => {
  await using sentry = await startSentry()
  let now = 0
  const { errors } = await reporting(sentry.dsn, { now: () => now, everyMs: 1_000 })
  for (const feed of ['a', 'a', 'b', 'a']) errors.report(refusal(feed))
  now = 1_000
  errors.report(refusal('a'))
  await errors.close()
  const sent = sentry.requests.map(({ envelope: [, , { tags, extra }] }) => [tags, extra])
  const tags = (about: string) => ({ application: 'outgoing', kind: 'document-refused', about })
  expect(sent).toHaveLength(3)
  expect(sent).toContainEqual([tags('a'), { suppressed: 0 }])
  expect(sent).toContainEqual([tags('b'), { suppressed: 0 }])
  expect(sent).toContainEqual([tags('a'), { suppressed: 2 }])
})

test('createErrorReports() stops sending to a Sentry that answers 429 for as long as it asks', async () => {
  await using sentry = await startSentry(
    (_request, response) => void response.writeHead(429, { 'retry-after': '60' }).end(),
  )
  const { errors, lines } = await reporting(sentry.dsn)
  errors.report(refusal('a'))
  await errors.close()
  for (const feed of ['b', 'c']) errors.report(refusal(feed))
  await errors.close()
  expect(sentry.requests).toHaveLength(1)
  expect(lines).toEqual(['[outgoing] Reporting to Sentry: it answered 429... (failed)'])
})

test('createErrorReports() goes on when Sentry answers 500, with one line in the log', async () => {
  await using sentry = await startSentry((_request, response) => void response.writeHead(500).end())
  const { errors, lines } = await reporting(sentry.dsn)
  for (const feed of ['a', 'b', 'c']) errors.report(refusal(feed))
  await errors.close()
  expect(sentry.requests).toHaveLength(3)
  expect(lines).toEqual(['[outgoing] Reporting to Sentry: it answered 500... (failed)'])
})

test('createErrorReports() drops what is too much for a Sentry that hangs, and does not wait for it at the end', async () => {
  await using sentry = await startSentry(() => undefined)
  const { errors } = await reporting(sentry.dsn, { maxInFlight: 3, timeoutMs: 60_000 })
  for (let feed = 0; feed < 50; feed += 1) errors.report(refusal(`${feed}`))
  const outlasted = await Promise.race([errors.close().then(() => 'closed'), sleep(20_000, 'still waiting')])
  expect(outlasted).toBe('closed')
  expect(sentry.requests).toHaveLength(3)
})

test('createErrorReports() gives up on a Sentry that does not answer in time, or that is not there', async () => {
  await using sentry = await startSentry(() => undefined)
  for (const dsn of [sentry.dsn, 'http://public@127.0.0.1:9/7']) {
    const { errors, lines } = await reporting(dsn, { timeoutMs: 50 })
    errors.report(refusal('a'))
    await expect.poll(() => lines.length, { timeout: 20_000 }).toBe(1)
    expect(lines[0]).toMatch(/Reporting to Sentry: .*\.\.\. \(failed\)$/)
    expect(lines[0]).not.toContain('public')
  }
})

test('createErrorReports() without SENTRY_DSN does nothing', async () => {
  const { errors, lines } = await reporting('')
  errors.report(refusal('a'))
  await errors.close()
  expect(lines).toEqual([])
})
