import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '../src/index.ts')

/** Runs a service or a command as the process it is in production: with `PATH`, `HOME` and these variables. */
function run(body: string, env: Record<string, string> = {}) {
  const script = `import { ConfigurationError, runCommand, runService } from ${JSON.stringify(source)}\n${body}`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([status, signal]) => status ?? signal)
  return { child, ended, output: text(child.stdout), errors: text(child.stderr) }
}

/** A service that says `ready`, and then does what `body` says. */
const service = (body: string) =>
  `await runService('app', async ({ signal, env }) => { console.log('ready'); ${body} })`
const ready = ({ child }: ReturnType<typeof run>) => once(child.stdout, 'data')

test('runService() ends with status 0 when its body returns, with nothing in the environment', async () => {
  const app = run(service(''))
  expect(await app.ended).toBe(0)
  expect(await app.output).toBe('ready\n[app] Stopping... (done)\n')
})

test.each(['SIGTERM', 'SIGINT'] as const)(
  'runService() aborts its signal at %s and ends with status 0',
  async (name) => {
    const app = run(service(`await new Promise((end) => { setInterval(() => {}, 1e6); signal.onabort = end })`))
    await ready(app)
    app.child.kill(name)
    expect(await app.ended).toBe(0)
    expect(await app.output).toMatch(new RegExp(`Stopping, as ${name} asks\\.\\.\\.\\n.*\\(done\\)\\n$`))
  },
)

test('runService() ends within 10 s of the signal, also when something hangs', async () => {
  const app = run(service('await new Promise(() => setInterval(() => {}, 1e6))'))
  await ready(app)
  const asked = performance.now()
  app.child.kill('SIGTERM')
  expect(await app.ended).toBe(0)
  expect(performance.now() - asked).toBeLessThan(10_000)
  expect(await app.output).toMatch(/something still runs after 8 s; it is left/)
})

test.each([
  ['thrown in its body', `throw new TypeError('somebody@example.com')`],
  ['thrown anywhere', `setTimeout(() => { throw new TypeError('somebody@example.com') }); await new Promise(() => {})`],
  [
    'rejected anywhere',
    `void Promise.reject(new TypeError('somebody@example.com')); await new Promise(() => setInterval(() => {}, 1e6))`,
  ],
])('runService() logs and reports what is %s, and ends with status 1', async (_, body) => {
  const envelopes: string[] = []
  const sentry = createServer((request, response) => {
    void text(request).then((envelope) => {
      envelopes.push(envelope)
      response.end('{}')
    })
  })
  await once(sentry.listen(0, '127.0.0.1'), 'listening')
  const dsn = `http://public@127.0.0.1:${(sentry.address() as AddressInfo).port}/7`
  const app = run(service(body), { SENTRY_DSN: dsn })
  expect(await app.ended).toBe(1)
  sentry.close()
  expect(await app.output).toMatch(/\[app\] Running: TypeError: somebody@example\.com.*\(failed\)\n/)
  expect(envelopes).toHaveLength(1)
  expect(envelopes[0]).toMatch(/"message":"It ended: TypeError at /)
  expect(envelopes[0]).not.toContain('somebody')
})

test('runService() prints every fault of the configuration, and ends with status 1', async () => {
  const app = run(service(`throw new ConfigurationError(['A is missing', 'B is missing'])`))
  expect(await app.ended).toBe(1)
  expect(await app.output).toMatch(
    /Starting: A is missing\.\.\. \(failed\)\n.*Starting: B is missing\.\.\. \(failed\)\n$/,
  )
})

test('runCommand() writes its result, and ends with status 0', async () => {
  const command = run(`await runCommand(async ({ write, env }) => { await write('one'); await write(env.WHO) })`, {
    WHO: 'two',
  })
  expect([await command.ended, await command.output, await command.errors]).toEqual([0, 'one\ntwo\n', ''])
})

test('runCommand() says on standard error what is wrong, and ends with status 1', async () => {
  const command = run(
    `await runCommand(async () => { throw new ConfigurationError(['A is missing', 'B is missing']) })`,
  )
  expect([await command.ended, await command.output, await command.errors]).toEqual([
    1,
    '',
    'A is missing\nB is missing\n',
  ])
})

test('runCommand() ends with status 0 when nobody reads its output any more', async () => {
  const command = run(`await runCommand(async ({ write }) => { for (;;) await write('x'.repeat(10_000)) })`)
  await once(command.child.stdout, 'data')
  command.child.stdout.destroy()
  await command.output.catch(() => undefined)
  expect([await command.ended, await command.errors]).toEqual([0, ''])
})
