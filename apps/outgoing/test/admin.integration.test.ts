import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { freePort } from '@as/local-stack'
import { eventually, type RunningApp, runApp, startScriptedSource } from '@as/test-stack'
import { beforeEach, expect, inject, test, vi } from 'vitest'
import { connectedRedis } from './connected-redis.ts'

// several processes each, on machines that are shared
vi.setConfig({ testTimeout: 120_000 })

const token = 'a-token-of-sixteen'

let id: string
beforeEach(() => {
  id = `admin_${randomBytes(4).toString('hex')}`
})

async function startInstance(seed: string) {
  const port = await freePort()
  const app = runApp('outgoing', {
    REDIS_URL: inject('redisUrl'),
    OPENSEARCH_URL: inject('opensearchUrl'),
    FEEDS__1__UNIQUE_ID: id,
    FEEDS__1__SEED: seed,
    FEEDS__1__TYPE: 'activity_stream',
    FULL_INGEST_MIN_INTERVAL_SECONDS: '3600',
    GUARD_REMOVED_COUNT: '5',
    GUARD_AGREEING_PASSES: '100',
    ADMIN_PORT: `${port}`,
    ADMIN_TOKEN: token,
  })
  const ask = async (path: string, { method = 'GET', headers = {} as Record<string, string> } = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  return {
    app,
    port,
    ask,
    act: (action: string, person = 'ann@example.com') =>
      ask(`/feeds/${id}/${action}`, { method: 'POST', headers: { 'x-acting-person': person } }),
    feed: async () => (await ask(`/feeds/${id}`)).body,
    list: async (what: string) =>
      (await ask(`/feeds/${id}/${what}`)).body[what.replace(/\?.*/, '')] as Record<string, unknown>[],
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

async function ended(app: RunningApp): Promise<number | NodeJS.Signals> {
  app.kill('SIGTERM')
  return await app.ended
}

test('any instance shows a feed and has its holder approve, roll back and resume', async () => {
  await using source = await startScriptedSource({ pageSize: 50 })
  source.append(...Array.from({ length: 9 }, (_, n) => ({ id: `a:${n}`, type: 'Create', object: { id: `o:${n}` } })))
  await using holder = await startInstance(source.seed)
  await eventually('the first pass', holder.feed, { holds: ({ published }) => published !== undefined })
  await using other = await startInstance(source.seed)

  const instances = await eventually('both instances', () => other.ask('/instances'), {
    holds: ({ body }) =>
      [holder.app.pid, other.app.pid].every((pid) => JSON.stringify(body).includes(`"pid":${pid},`)) &&
      JSON.stringify(body).includes(id),
  })
  const listed = instances.body.instances as { id: string; pid: number; feeds: string[] }[]
  expect(listed.find(({ pid }) => pid === other.app.pid)).toMatchObject({ feeds: [], version: expect.any(String) })
  const holderId = listed.find(({ pid }) => pid === holder.app.pid)?.id
  // told once a second
  await eventually('what the holder has published', other.feed, { holds: ({ published }) => published !== undefined })
  expect(await other.feed()).toMatchObject({ holder: holderId, paused: false, published: { activities: 9 } })
  expect((await other.ask('/feeds')).body.feeds).toMatchObject([{ feed: id, lastPassMs: expect.any(Number) }])
  expect(await other.list('passes')).toMatchObject([{ outcome: 'published', pages: 1, activities: 9, refused: 0 }])
  await eventually('what the pass has changed', () => other.list('passes'), {
    holds: ([pass]) => pass?.added === 9 && pass.changed === 0,
  })
  const query = `q=${encodeURIComponent(`feed_unique_id:${id}`)}&size=1&version=true`
  const hit = await (await fetch(`${inject('opensearchUrl')}/activities/_search?${query}`)).text()
  const version = /"_version":(\d+)/.exec(hit)?.[1]
  await eventually('its page', () => other.list(`pages?version=${version}`), {
    holds: ([page]) => page?.version === version && page?.url === source.seed,
  })
  expect((await other.act('approve')).status).toBe(409)
  expect((await other.ask(`/feeds/${id}/held`)).status).toBe(404)

  source.edit((activity) => ((activity as { id: string }).id === 'a:1' ? activity : undefined))
  expect((await other.act('run')).status).toBe(200)
  await eventually('the pass to be held', other.feed, { holds: ({ held }) => held !== undefined })
  expect((await other.ask(`/feeds/${id}/held`)).body).toMatchObject({
    live: 9,
    next: 1,
    removed: 8,
    byType: [{ type: 'Create', live: 9, next: 1 }],
  })
  const generations = (await other.list('generations')).map(({ state }) => state)
  expect(new Set(generations)).toEqual(new Set(['held', 'live']))

  const approved = await other.act('approve', Buffer.from('José').toString('latin1'))
  expect([approved.status, approved.body.held]).toEqual([200, undefined])
  const searchable = (count: number) => ({ holds: (status: Record<string, unknown>) => status.searchable === count })
  await eventually('one activity', other.feed, searchable(1))
  expect((await other.act('roll-back')).body).toMatchObject({ paused: true })
  await eventually('nine activities', other.feed, searchable(9))
  expect((await other.act('resume')).body).toMatchObject({ paused: false })

  await eventually('what was done', other.feed, {
    holds: ({ actions }) => (actions as { action: string }[]).at(-1)?.action === 'resume',
  })
  expect((await other.feed()).actions).toMatchObject([
    { person: 'ann@example.com', action: 'run' },
    { person: 'José', action: 'approve' },
    { person: 'ann@example.com', action: 'roll-back' },
    { person: 'ann@example.com', action: 'resume' },
  ])
  const receipts = await eventually('the receipt of what was approved', () => other.list('receipts'), {
    holds: (given) => given.some(({ activities }) => (activities as { removed: number }).removed === 8),
  })
  expect(receipts.find(({ removedIds }) => (removedIds as string[]).length > 0)).toMatchObject({
    removedIds: expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}$/)]),
  })
  expect((await other.list('passes')).map(({ outcome }) => outcome)).toContain('held')

  expect(await ended(holder.app)).toBe(0)
  expect(holder.app.lines.join('\n')).toMatch(
    new RegExp(`\\[outgoing,admin,${id}\\] Carrying out approve for José\\.\\.\\. \\(done\\)`),
  )
  expect(holder.app.lines.join('\n')).toMatch(/Carrying out approve for ann@example\.com: No generation.*\(failed\)/)
  expect([...holder.app.lines, ...other.app.lines].join('\n')).not.toContain(token)
  // what the last holder knew is there still, also for the next
  const next = await eventually('the next holder', other.feed, {
    holds: (feed) => feed.holder !== holderId && feed.holder !== undefined,
  })
  expect((next.actions as unknown[]).length).toBe(4)
  expect(await ended(other.app)).toBe(0)
})

test('dead letters are listed, page by page, until the source is corrected', async () => {
  await using source = await startScriptedSource({ pageSize: 50 })
  source.append({ id: 'a:1' }, { type: 'Create' }, '{"id":"a:2","x":"two","x":"things"}')
  await using instance = await startInstance(source.seed)
  await eventually('two dead letters', instance.feed, { holds: ({ deadLetters }) => deadLetters === 2 })
  const { body: first } = await instance.ask(`/feeds/${id}/dead-letters?limit=1`)
  expect(first).toMatchObject({ total: 2, next: expect.any(String) })
  const after = encodeURIComponent(String(first.next))
  const { body: rest } = await instance.ask(`/feeds/${id}/dead-letters?limit=100&after=${after}`)
  expect([rest.total, rest.next]).toEqual([2, undefined])
  const letters = [first, rest].flatMap(({ deadLetters }) => deadLetters as { body: string; url: string }[])
  expect(letters.map(({ body }) => body).join()).toMatch(/two.*things/)
  expect(letters.map(({ url }) => url)).toEqual([source.seed, source.seed])
  expect((await instance.ask(`/feeds/${id}/dead-letters?after=nonsense`)).status).toBe(400)

  source.edit((activity) => ((activity as { id?: string }).id === 'a:1' ? activity : undefined))
  await instance.act('run')
  await eventually('none any more', instance.feed, { holds: ({ deadLetters }) => deadLetters === 0 })
  expect((await instance.ask(`/feeds/${id}/dead-letters`)).body).toMatchObject({ total: 0, deadLetters: [] })
})

test('an instance ends when told to, also while clients are connected and one waits for another instance', async () => {
  await using source = await startScriptedSource()
  await using holder = await startInstance(source.seed)
  await eventually('the first pass', holder.feed, { holds: ({ published }) => published !== undefined })
  await using other = await startInstance(source.seed)
  await eventually('the holder', other.feed, { holds: ({ holder: known }) => known !== undefined })
  const idle = connect(other.port, '127.0.0.1')
  idle.on('error', () => undefined)
  holder.app.kill('SIGSTOP')
  const waiting = other.act('pause')
  using redis = await connectedRedis()
  await eventually('the request', async () => (await redis.client.keys('outgoing-request:*')).length > 0)
  const asked = performance.now()
  expect(await ended(other.app)).toBe(0)
  expect(performance.now() - asked).toBeLessThan(10_000)
  expect((await waiting).status).toBe(504)
  holder.app.kill('SIGCONT')
  expect((await holder.feed()).paused).toBe(false)
  expect(await ended(holder.app)).toBe(0)
})
