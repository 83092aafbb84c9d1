import { createServer } from 'node:http'
import { launchBrowser } from '@as/browser'
import { freePort } from '@as/local-stack'
import { eventually } from '@as/test-stack'
import { Redis } from 'ioredis'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { type RunningConsole, startConsole } from './start-console.ts'
import { type Issuer, startIssuer } from './start-issuer.ts'

const services = { REDIS_URL: inject('redisUrl'), OPENSEARCH_URL: inject('opensearchUrl') }
const redis = new Redis(services.REDIS_URL)

let browser: Browser
let issuer: Issuer
let running: RunningConsole
let context: BrowserContext
const contexts: BrowserContext[] = []

beforeAll(async () => {
  browser = await launchBrowser({ onProgress: console.log })
  const port = await freePort()
  issuer = await startIssuer(`http://127.0.0.1:${port}`)
  running = await startConsole({ ...services, ...issuer.env }, { port })
}, 600_000)

afterEach(async () => {
  for (const used of contexts.splice(0)) await used.close()
})

afterAll(async () => {
  await browser?.close()
  await running?.[Symbol.asyncDispose]()
  await issuer?.[Symbol.asyncDispose]()
  redis.disconnect()
})

/** A browser of somebody of their own. */
async function newPage(): Promise<Page> {
  context = await browser.newContext()
  contexts.push(context)
  // the provider's own page asks for a font elsewhere
  await context.route(/^https:/, (route) => route.abort())
  return await context.newPage()
}

/** Follows the console to the issuer, and logs in there. */
async function logIn(page: Page, name: string, path = '/'): Promise<void> {
  await page.goto(running.origin + path)
  await expect.poll(() => page.url(), { timeout: 20_000 }).toContain(issuer.url)
  await page.fill('input[name=login]', name)
  await page.fill('input[name=password]', 'any')
  await page.click('button[type=submit]')
  // the issuer asks whether the console may know
  await page.click('button[type=submit]')
  await page.waitForURL(`${running.origin}/**`)
}

const sessionCookie = async () => (await context.cookies()).find(({ name }) => name.endsWith('console-session'))

/** Posts a form from the page that is shown, as a person would by a button. */
async function post(page: Page, action: string, fields: Record<string, string>): Promise<void> {
  const done = page.waitForNavigation({ timeout: 20_000 })
  await page.evaluate(`{
    const form = Object.assign(document.createElement('form'), { method: 'post', action: ${JSON.stringify(action)} })
    for (const [name, value] of Object.entries(${JSON.stringify(fields)})) {
      form.append(Object.assign(document.createElement('input'), { name, value, type: 'hidden' }))
    }
    document.body.append(form)
    form.submit()
  }`)
  await done
}

const csrfOf = (page: Page) => page.locator('input[name=csrf]').first().inputValue()

test('somebody logs in by OpenID Connect, comes back to where they were going, and logs out', async () => {
  const page = await newPage()
  await logIn(page, 'omar', '/search?q=tea')
  expect(page.url()).toBe(`${running.origin}/search?q=tea`)
  expect(await page.locator('.person').textContent()).toContain('Omar <b>Operator</b>')

  const cookie = await sessionCookie()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' })
  const lifetime = (cookie?.expires ?? 0) - Date.now() / 1000
  expect(lifetime).toBeGreaterThan(86_000)
  expect(lifetime).toBeLessThanOrEqual(86_400)
  // Redis holds a hash of it, for as long
  const keys = await redis.keys('console-session:*')
  expect(keys.join('\n')).not.toContain(cookie?.value)
  expect(await redis.ttl(keys[0] ?? '')).toBeLessThanOrEqual(86_400)

  await page.click('form[action="/logout"] button')
  expect(page.url()).toBe(`${running.origin}/logged-out`)
  expect(await page.locator('a', { hasText: 'Log out of localhost' }).getAttribute('href')).toContain(issuer.url)
  expect(await sessionCookie()).toBeUndefined()
  // nor is it good in anybody else's hands
  const answer = await fetch(running.origin, {
    headers: { cookie: `console-session=${cookie?.value}` },
    redirect: 'manual',
  })
  expect(answer.status).toBe(401)
  // and out of the issuer, which asks once more
  await page.getByRole('link', { name: 'Log out of localhost' }).click()
  await page.locator('button[value=yes]').click()
  await page.waitForURL(`${running.origin}/logged-out**`)
  expect(await page.locator('main, body').first().textContent()).toContain('You are logged out of the console.')
  expect(await page.getByRole('link', { name: 'Log out of localhost' }).count()).toBe(0)
  await running.line(/\[console,omar@example.org\] Logging in as operator\.\.\. \(done\)/)
  await running.line(/\[console,omar@example.org\] Logging out\.\.\. \(done\)/)
  expect(running.app.lines.join('\n')).not.toContain(cookie?.value)
})

test('a login begins a new session: an id from before is worth nothing after it', async () => {
  const page = await newPage()
  const planted = 'A'.repeat(43)
  await context.addCookies([{ name: 'console-session', value: planted, url: running.origin }])
  await logIn(page, 'vera')
  const first = (await sessionCookie())?.value ?? ''
  expect(first).toMatch(/^[\w-]{43}$/)
  expect(first).not.toBe(planted)
  await page.goto(`${running.origin}/login`)
  await page.waitForURL(`${running.origin}/`)
  const second = (await sessionCookie())?.value
  expect(second).not.toBe(first)
  for (const old of [planted, first]) {
    const answer = await fetch(running.origin, { headers: { cookie: `console-session=${old}` }, redirect: 'manual' })
    expect(answer.status).toBe(401)
  }
})

test('somebody without a role is told so, and gets no session', async () => {
  const page = await newPage()
  await logIn(page, 'nora')
  expect(await page.locator('main').textContent()).toContain('nora@example.org, who has no role here')
  expect(await sessionCookie()).toBeUndefined()
  await running.line(/\[console,nora@example.org\] Logging in: no claim gives a role\.\.\. \(failed\)/)
})

test('a login that was not begun in this browser is refused', async () => {
  const page = await newPage()
  const answer = await page.goto(`${running.origin}/__redirect_from_sso?code=stolen&state=theirs`)
  expect(answer?.status()).toBe(400)
  expect(await page.locator('main').textContent()).toContain('was not begun in this browser')
  // nor one with a state of ours but a code that is none
  await page.goto(`${running.origin}/login`)
  const state = await pendingState()
  const refused = await page.goto(`${running.origin}/__redirect_from_sso?code=stolen&state=${state}&iss=${issuer.url}`)
  expect(refused?.status()).toBe(403)
  expect(await page.locator('main').textContent()).toContain('did not confirm this login')
  // and each answer is looked at once
  expect((await page.reload())?.status()).toBe(400)
  expect(await sessionCookie()).toBeUndefined()
})

async function pendingState(): Promise<string> {
  const cookie = (await context.cookies(running.origin)).find(({ name }) => name === 'console-login')
  return (JSON.parse(Buffer.from(cookie?.value ?? '', 'base64url').toString()) as { state: string }).state
}

test('a viewer cannot act, however the request is made', async () => {
  const page = await newPage()
  await logIn(page, 'vera')
  const csrf = await csrfOf(page)
  await post(page, '/feeds/one/run', { csrf })
  expect(await page.locator('main').textContent()).toContain('Your role lets you look only')
  await running.line(/\[console,vera@example.org\] Carrying out POST \/feeds\/one\/run: refused, role\.\.\. \(failed\)/)
  const write = await page.evaluate(async () => {
    const headers = { 'osd-xsrf': 'true' }
    const answer = await fetch('/opensearch/of-vera', { method: 'PUT', headers })
    return { status: answer.status, body: await answer.text() }
  })
  expect(write).toMatchObject({ status: 403, body: expect.stringContaining('Your role') as string })
})

test('an action without the token of the session is refused', async () => {
  const page = await newPage()
  await logIn(page, 'omar')
  const csrf = await csrfOf(page)
  for (const fields of [{}, { csrf: '' }, { csrf: `${csrf}x` }] as Record<string, string>[]) {
    await post(page, '/feeds/one/run', fields)
    expect(await page.locator('main').textContent()).toContain('from another session')
    await page.goto(running.origin)
  }
  // with it the request gets through to the page, which does not know this feed
  await post(page, '/feeds/one/run', { csrf })
  expect(await page.locator('main').textContent()).not.toContain('Nothing was done')
})

test("another site's form does nothing, not even with the right token, nor from this machine", async () => {
  const page = await newPage()
  await logIn(page, 'omar')
  const csrf = await csrfOf(page)
  await page.goto('about:blank')
  const evil = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>evil</title>')
  }).listen(0, '127.0.0.1')
  try {
    await eventually('the other site listens', () => evil.address() !== null)
    // another port of the same host is the same site: the browser sends the session's cookie along
    const { port } = evil.address() as { port: number }
    for (const host of ['127.0.0.1', 'localhost']) {
      await page.goto(`http://${host}:${port}/`)
      await post(page, `${running.origin}/feeds/one/run`, { csrf })
      const text = await page.textContent('main')
      expect(text).toMatch(host === 'localhost' ? /not logged in/ : /came from another site/)
    }
    await page.goto(`http://127.0.0.1:${port}/`)
    await post(page, `${running.origin}/opensearch/of-evil/_search`, {})
    expect(await page.textContent('body')).toContain('was sent by another site')
    // nor can it read what it makes the browser ask
    await page.goto(`http://127.0.0.1:${port}/`)
    const read = await page.evaluate(
      (url) => fetch(url, { credentials: 'include' }).then((answer) => answer.text(), String),
      `${running.origin}/opensearch/`,
    )
    expect(read).toContain('TypeError')
    await page.goto(`http://127.0.0.1:${port}/`)
    await post(page, `${running.origin}/logout`, { csrf })
    expect(await sessionCookie()).toBeDefined()
    // nor show the console in a frame, to be clicked unseen
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.evaluate(`new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(running.origin)}, onload: resolve })
      document.body.append(frame)
    })`)
    expect(await page.frameLocator('iframe').locator('.brand').count()).toBe(0)
    expect(page.frames().map((frame) => frame.url())).not.toContain(`${running.origin}/`)
  } finally {
    evil.close()
    evil.closeAllConnections()
  }
})

test('a page runs no script but ours', async () => {
  const page = await newPage()
  await logIn(page, 'omar')
  const violations: string[] = []
  page.on('console', (message) => violations.push(message.text()))
  const ran = await page.evaluate(`{
    const script = document.createElement('script')
    script.textContent = 'window.ran = true'
    document.body.append(script)
    document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran = true">')
    new Promise((resolve) => setTimeout(() => resolve(window.ran ?? false), 300))
  }`)
  expect(ran).toBe(false)
  await eventually('the browser says why', () => violations.some((text) => text.includes('Content Security Policy')))
})

test('an admin writes through the proxy from a page of ours', async () => {
  const page = await newPage()
  await logIn(page, 'ada')
  const statuses = await page.evaluate(async () => {
    const put = await fetch('/opensearch/of-ada', { method: 'PUT' })
    const remove = await fetch('/opensearch/of-ada', { method: 'DELETE' })
    return [put.status, remove.status]
  })
  expect(statuses).toEqual([200, 200])
  await running.line(/\[console,ada@example.org\] Passing on PUT \/opensearch\/of-ada: 200 in \d+ ms\.\.\. \(done\)/)
})

test('a client without a secret logs in by PKCE alone', async () => {
  const port = await freePort()
  await using open = await startIssuer(`http://127.0.0.1:${port}`, { isPublic: true })
  await using console_ = await startConsole({ ...services, ...open.env }, { port })
  const page = await newPage()
  await page.goto(console_.origin)
  await page.fill('input[name=login]', 'vera')
  await page.fill('input[name=password]', 'any')
  await page.click('button[type=submit]')
  await page.click('button[type=submit]')
  await page.waitForURL(`${console_.origin}/`)
  expect(await page.locator('.person').textContent()).toContain('Vera Viewer')
})

test('while the issuer is down the console says so, and recovers by itself', async () => {
  const [port, issuerPort] = [await freePort(), await freePort()]
  const env = { CONSOLE_OPENID__ISSUER: `http://localhost:${issuerPort}`, CONSOLE_OPENID__CLIENT_ID: 'console' }
  await using console_ = await startConsole({ ...services, ...env }, { port })
  const answer = await fetch(`${console_.origin}/login`, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain(`localhost:${issuerPort} does not answer`)
  await console_.line(/Logging in: Cannot log anybody in: .*\(failed\)/)
  const metadata = { issuer: env.CONSOLE_OPENID__ISSUER, authorization_endpoint: 'http://localhost/authorize' }
  const late = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(metadata))
  }).listen(issuerPort, '127.0.0.1')
  const login = () => fetch(`${console_.origin}/login`, { redirect: 'manual' }).then(({ status }) => status)
  await eventually('a login is begun again', login, { holds: (status) => status === 302 })
  late.close()
  late.closeAllConnections()
})
