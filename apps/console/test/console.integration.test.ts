import { connect, createServer, type Socket } from 'node:net'
import { freePort } from '@as/local-stack'
import { eventually, runApp, startDelayProxy } from '@as/test-stack'
import { expect, inject, test } from 'vitest'
import { startConsole } from './start-console.ts'

const services = { REDIS_URL: inject('redisUrl'), OPENSEARCH_URL: inject('opensearchUrl') }
const nobody = { REDIS_URL: 'redis://127.0.0.1:1', OPENSEARCH_URL: 'http://127.0.0.1:1' }
const none = { CONSOLE_LOGIN: 'none' }
const openid = { CONSOLE_OPENID__ISSUER: 'http://localhost:1', CONSOLE_OPENID__CLIENT_ID: 'console' }
const asPage = { headers: { accept: 'text/html' } }

test('the console says everything it needs when it is started with nothing', async () => {
  await using app = runApp('console', {})
  expect(await app.ended).toBe(1)
  const log = app.lines.join('\n')
  for (const name of [
    'PORT',
    'CONSOLE_OPENID__ISSUER',
    'STAFF_SSO_',
    'CONSOLE_LOGIN=none',
    'REDIS_URL',
    'OPENSEARCH_URL',
  ]) {
    expect(log).toContain(name)
  }
  for (const line of app.lines) expect(line).toMatch(/^\[console\] Starting: .*\(failed\)$/)
})

test('without login the console is for this machine, and says so', async () => {
  await using console_ = await startConsole({ ...services, ...none })
  await console_.line(/Listening on http:\/\/127\.0\.0\.1:\d+\/\.\.\. \(done\)/)
  await console_.line(/nobody has to, so only this machine is answered/)
  expect(await (await fetch(console_.origin)).text()).toContain('No login')
})

test('while Redis and OpenSearch are down, pages still open where nobody logs in', async () => {
  await using console_ = await startConsole({ ...nobody, ...none })
  for (const path of ['/', '/search', '/keys', '/system']) {
    const answer = await fetch(console_.origin + path, asPage)
    expect([path, answer.status]).toEqual([path, 200])
    expect(await answer.text()).toContain('</html>')
  }
  expect(await (await fetch(`${console_.origin}/checks/p1`)).text()).toBe('__DOWN__\n')
  expect((await fetch(`${console_.origin}/metrics`)).status).toBe(200)
})

test('while Redis is down nobody can be told from anybody else: the console says so, and recovers', async () => {
  const [target, port] = [new URL(services.REDIS_URL), await freePort()]
  await using console_ = await startConsole({ ...services, ...openid, REDIS_URL: `redis://127.0.0.1:${port}` })
  const cookie = `console-session=${'A'.repeat(43)}`
  const ask = () => fetch(console_.origin, { headers: { ...asPage.headers, cookie }, redirect: 'manual' })
  const answer = await ask()
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('Redis is down')

  const sockets = new Set<Socket>()
  const back = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined))
    near.pipe(far).pipe(near)
  }).listen(port, '127.0.0.1')
  await eventually('a session is looked for', ask, { holds: ({ status }) => status === 302 })
  back.close()
  for (const socket of sockets) socket.destroy()
  await eventually('Redis is missed again', ask, { holds: ({ status }) => status === 503 })
})

test('while Redis hangs the console says so, too', async () => {
  const target = new URL(services.REDIS_URL)
  await using slow = await startDelayProxy(Number(target.port))
  await using console_ = await startConsole({ ...services, ...openid, REDIS_URL: `redis://127.0.0.1:${slow.port}` })
  slow.delayMs = 60_000
  const headers = { ...asPage.headers, cookie: `console-session=${'A'.repeat(43)}` }
  expect((await fetch(console_.origin, { headers })).status).toBe(503)
})

test.each([
  ['everything is well', services],
  ['Redis and OpenSearch are down', nobody],
])('the console ends on SIGTERM while %s, also with somebody watching', async (_what, env) => {
  await using console_ = await startConsole({ ...env, ...none })
  const stream = await fetch(`${console_.origin}/live`)
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  const reader = stream.body?.getReader()
  await reader?.read()
  console_.app.kill('SIGTERM')
  expect(await console_.app.ended).toBe(0)
  expect(console_.app.lines.join('\n')).not.toContain('something still runs')
  await reader?.cancel().catch(() => undefined)
})
