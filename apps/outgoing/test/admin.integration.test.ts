import { randomBytes } from 'node:crypto'
import { eventually, freePort, runApp, startScriptedSource } from '@as/test-stack'
import { expect, inject, test } from 'vitest'

test('the admin API shows feeds and has a held generation approved and rolled back', async () => {
  await using source = await startScriptedSource({ pageSize: 50 })
  const id = `admin_${randomBytes(4).toString('hex')}`
  const port = await freePort()
  const token = 'a-token-of-sixteen'
  source.append(...Array.from({ length: 9 }, (_, n) => ({ id: `a:${n}` })))
  await using app = runApp('outgoing', {
    REDIS_URL: inject('redisUrl'),
    OPENSEARCH_URL: inject('opensearchUrl'),
    FEEDS__1__UNIQUE_ID: id,
    FEEDS__1__SEED: source.seed,
    FEEDS__1__TYPE: 'activity_stream',
    FULL_INGEST_MIN_INTERVAL_SECONDS: '3600',
    GUARD_REMOVED_COUNT: '5',
    GUARD_AGREEING_PASSES: '100',
    ADMIN_PORT: `${port}`,
    ADMIN_TOKEN: token,
  })
  const ask = async (path: string, { method = 'GET', authorization = `Bearer ${token}` } = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { authorization } })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const act = (action: string) => ask(`/feeds/${id}/${action}`, { method: 'POST' })
  const feed = async () => (await ask(`/feeds/${id}`)).body

  await eventually('the first pass', feed, { holds: ({ published }) => published !== undefined })
  expect((await ask('/feeds')).body.feeds).toMatchObject([{ feed: id, published: { activities: 9 }, paused: false }])
  expect((await ask('/feeds', { authorization: 'Bearer guessed' })).status).toBe(401)
  expect((await ask('/feeds/unknown')).status).toBe(404)
  expect((await act('explode')).status).toBe(404)
  expect((await act('approve')).status).toBe(409)

  source.edit((activity) => ((activity as { id: string }).id === 'a:1' ? activity : undefined))
  expect((await act('run')).status).toBe(200)
  const held = await eventually('the pass to be held', feed, { holds: (status) => status.held !== undefined })
  expect(held.held).toMatchObject({ difference: { live: 9, next: 1, removed: 8 } })
  expect((await act('approve')).body.held).toBeUndefined()
  const searchable = (count: number) => ({ holds: (status: Record<string, unknown>) => status.searchable === count })
  await eventually('one activity', feed, searchable(1))
  expect((await act('roll-back')).body).toMatchObject({ paused: true })
  await eventually('nine activities', feed, searchable(9))
  expect((await act('resume')).body).toMatchObject({ paused: false })
  app.kill('SIGTERM')
  expect(await app.ended).toBe(0)
  expect(app.lines.join('\n')).toMatch(/admin,.*Carrying out roll-back/)
  expect(app.lines.join('\n')).not.toContain(token)
})
