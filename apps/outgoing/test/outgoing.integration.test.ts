import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createHawkVerifier, memoryNonceStore } from '@as/hawk/server'
import { freePort } from '@as/local-stack'
import { eventually, runApp, startScriptedSource } from '@as/test-stack'
import { beforeEach, expect, inject, test } from 'vitest'

let id: string
beforeEach(() => {
  id = `outgoing_${randomBytes(4).toString('hex')}`
})

const environment = (seed: string) => ({
  REDIS_URL: inject('redisUrl'),
  OPENSEARCH_URL: inject('opensearchUrl'),
  FEEDS__1__UNIQUE_ID: id,
  FEEDS__1__SEED: seed,
  FEEDS__1__TYPE: 'activity_stream',
  FEEDS__1__ACCESS_KEY_ID: 'the-key',
  FEEDS__1__SECRET_ACCESS_KEY: 'the-s3cret',
  RETRY_INTERVALS_SECONDS: '0.1',
  UPDATES_INTERVAL_SECONDS: '0.05',
})

async function visible(): Promise<number> {
  const query = encodeURIComponent(`feed_unique_id:${id}`)
  const answer = await fetch(`${inject('opensearchUrl')}/activities/_count?q=${query}`)
  return answer.ok ? ((await answer.json()) as { count: number }).count : 0
}

const hasLine = (lines: readonly string[], pattern: RegExp) => () => lines.some((line) => pattern.test(line))

test('outgoing with nothing set names what it needs and ends with status 1', async () => {
  await using app = runApp('outgoing', {})
  expect(await app.ended).toBe(1)
  expect(app.lines.join('\n')).toMatch(/FEEDS is missing[\s\S]*REDIS_URL[\s\S]*OPENSEARCH_URL/)
})

test('outgoing signs its requests, pulls the feed, logs it, and ends with status 0 when told to', async () => {
  await using source = await startScriptedSource()
  const refused: string[] = []
  const verify = createHawkVerifier({
    findKey: (key) => (key === 'the-key' ? 'the-s3cret' : undefined),
    nonces: memoryNonceStore(),
  })
  source.interfere((request, response) => {
    void verify({
      method: 'GET',
      path: request.url ?? '',
      host: request.headers.host ?? '',
      authorization: request.headers.authorization ?? '',
      contentType: '',
      body: new Uint8Array(),
    }).then((verification) => {
      if (!verification.ok) refused.push(verification.reason)
      response.end('{"orderedItems":[{"id":"a:1:Create","object":{"id":"a:1"}}]}')
    })
    return true
  })
  await using app = runApp('outgoing', environment(source.seed))
  await eventually('the activity', visible, { holds: (count) => count === 1 })
  expect(refused).toEqual([])
  const full = `\\[outgoing,${id},full\\] Ingesting the whole feed`
  await eventually('its log line', hasLine(app.lines, new RegExp(`^${full}: 1 activities.*\\.\\.\\. \\(done\\)$`)))
  expect(hasLine(app.lines, new RegExp(`^${full}\\.\\.\\.$`))()).toBe(true)
  app.kill('SIGTERM')
  expect(await app.ended).toBe(0)
  expect(app.lines.join('\n')).not.toContain('s3cret')
})

test.each(['REDIS_URL', 'OPENSEARCH_URL'])(
  'outgoing whose %s is down stays up, says so in a line a try, and ends when told to',
  async (name) => {
    await using source = await startScriptedSource()
    const port = await freePort()
    const down = name === 'REDIS_URL' ? `redis://127.0.0.1:${port}` : `http://127.0.0.1:${port}`
    await using app = runApp('outgoing', { ...environment(source.seed), [name]: down })
    const line = name === 'REDIS_URL' ? /Connecting to Redis: ECONNREFUSED/ : /Claiming the indexes: .*ECONNREFUSED/
    await eventually('three tries', () => app.lines.filter((text) => line.test(text)).length >= 3)
    if (name === 'REDIS_URL') {
      source.append({ id: 'a:1:Create' })
      await eventually('the activity all the same', visible, { holds: (count) => count === 1 })
    }
    app.kill('SIGTERM')
    expect(await app.ended).toBe(0)
  },
)

test('outgoing ends with status 0 when it is told to right after its start, and while OpenSearch hangs', async () => {
  await using hanging = await startScriptedSource()
  hanging.interfere(() => true)
  await using source = await startScriptedSource()
  const env = { ...environment(source.seed), OPENSEARCH_URL: new URL(hanging.seed).origin }
  await using app = runApp('outgoing', env)
  await eventually('the first line', () => app.lines.length > 0)
  await sleep(200)
  app.kill('SIGINT')
  expect(await app.ended).toBe(0)
})
