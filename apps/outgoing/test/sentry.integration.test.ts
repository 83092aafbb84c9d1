import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { eventually, runApp, startScriptedSource } from '@as/test-stack'
import { expect, inject, test, vi } from 'vitest'

// several processes each, on machines that are shared
vi.setConfig({ testTimeout: 120_000 })

/** A Sentry on loopback that answers, or hangs. */
async function startSentry({ hangs = false } = {}) {
  const envelopes: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((envelope) => {
      envelopes.push(envelope)
      if (!hangs) response.end('{}')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    envelopes,
    kinds: () => envelopes.map((envelope) => JSON.parse(envelope.split('\n')[2] ?? '').tags.kind as string),
    dsn: `http://public@127.0.0.1:${(server.address() as AddressInfo).port}/7`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function start(seed: string, dsn: string) {
  return runApp('outgoing', {
    REDIS_URL: inject('redisUrl'),
    OPENSEARCH_URL: inject('opensearchUrl'),
    FEEDS__1__UNIQUE_ID: `sentry_${randomBytes(4).toString('hex')}`,
    FEEDS__1__SEED: seed,
    FEEDS__1__TYPE: 'activity_stream',
    FEEDS__1__ACCESS_KEY_ID: 'the-key',
    FEEDS__1__SECRET_ACCESS_KEY: 'the-s3cret',
    FULL_INGEST_MIN_INTERVAL_SECONDS: '0.1',
    RETRY_INTERVALS_SECONDS: '0.05',
    SENTRY_DSN: dsn,
    SENTRY_ENVIRONMENT: 'test',
  })
}

const passes = (lines: readonly string[]) =>
  lines.filter((line) => /Ingesting the whole feed:.*\(done\)/.test(line)).length

test('outgoing reports to Sentry what people should know, and nothing of normal operation', async () => {
  await using sentry = await startSentry()
  await using source = await startScriptedSource()
  source.append({ id: 'a:1', object: { id: 'o:1' } })
  await using app = start(source.seed, sentry.dsn)
  await eventually('three passes', () => passes(app.lines) >= 3)
  expect(sentry.envelopes).toEqual([])

  source.append({ note: 'somebody@example.com' })
  await eventually('the refused record', () => sentry.kinds().includes('record-unreadable'))
  source.interfere((_request, response) => Boolean(response.writeHead(500).end('somebody@example.com')))
  await eventually('the failing passes', () => sentry.kinds().includes('pass-fails'))
  source.interfere(undefined)
  const before = passes(app.lines)
  await eventually('good passes', () => passes(app.lines) >= before + 2)
  app.kill('SIGTERM')
  expect(await app.ended).toBe(0)
  expect(sentry.kinds().sort()).toEqual(['pass-fails', 'record-unreadable'])
  expect(sentry.envelopes.join()).toContain('"environment":"test"')
  expect(sentry.envelopes.join()).not.toMatch(/s3cret|somebody/)
})

test('a Sentry that hangs delays neither passes nor the end', async () => {
  await using sentry = await startSentry({ hangs: true })
  await using source = await startScriptedSource()
  source.append({ id: 'a:1' }, { note: 'without an id' })
  await using app = start(source.seed, sentry.dsn)
  await eventually('the report', () => sentry.envelopes.length === 1)
  const before = passes(app.lines)
  await eventually('more passes', () => passes(app.lines) >= before + 3)
  app.kill('SIGTERM')
  expect(await app.ended).toBe(0)
  expect(app.lines.at(-1)).toBe('[outgoing] Stopping... (done)')
})

test('outgoing names a SENTRY_DSN that is none among the faults', async () => {
  await using app = start('not a URL', 'https://s3cret')
  expect(await app.ended).toBe(1)
  expect(app.lines.join('\n')).toMatch(/FEEDS__1__SEED: .*\n.*SENTRY_DSN: expected/)
  expect(app.lines.join('\n')).not.toContain('https://s3cret')
})
