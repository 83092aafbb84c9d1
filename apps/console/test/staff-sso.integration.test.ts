import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, inject, test } from 'vitest'
import { startConsole } from './start-console.ts'

const services = { REDIS_URL: inject('redisUrl'), OPENSEARCH_URL: inject('opensearchUrl') }

/** The OAuth2 server of 2018, which knows one person, and what it was asked. */
async function startStaffSso(person: Readonly<Record<string, unknown>>) {
  const asked: { path: string; body: URLSearchParams; authorization: string | undefined }[] = []
  async function answerTo(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sso.example')
    const body = new URLSearchParams(await textOf(request))
    asked.push({ path: url.pathname, body, authorization: request.headers.authorization })
    const answer = (status: number, json: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    if (url.pathname === '/o/authorize/') {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      back.search = new URLSearchParams({ code: 'the-code', state: url.searchParams.get('state') ?? '' }).toString()
      return void response.writeHead(302, { location: back.href }).end()
    }
    if (url.pathname === '/o/token/') {
      const { code, client_id, client_secret } = Object.fromEntries(body)
      const isRight = code === 'the-code' && client_id === 'console' && client_secret === 'sso-secret'
      if (!isRight) return answer(400, { error: 'invalid_grant' })
      return answer(200, { access_token: 'the-token', token_type: 'Bearer', expires_in: 36_000, scope: 'read' })
    }
    const isAllowed = url.pathname === '/api/v1/user/me/' && request.headers.authorization === 'Bearer the-token'
    return isAllowed ? answer(200, person) : answer(401, {})
  }
  const server = createServer((request, response) => void answerTo(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    env: {
      STAFF_SSO_BASE: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      STAFF_SSO_CLIENT_ID: 'console',
      STAFF_SSO_CLIENT_SECRET: 'sso-secret',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks = (await request.toArray()) as Buffer[]
  return Buffer.concat(chunks).toString()
}

/** Follows redirects as a browser does, with its cookies. */
async function browse(address: string) {
  const jar = new Map<string, string>()
  let [url, answer] = [address, new Response()]
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    answer = await fetch(url, { headers: { accept: 'text/html', cookie }, redirect: 'manual' })
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      if (/max-age=0/i.test(text)) jar.delete(name)
      else jar.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) break
    url = new URL(location, url).href
  }
  return { url, answer, text: await answer.text() }
}

const ann = { email: 'ann@example.org', first_name: 'Ann', last_name: 'Lee', user_id: '7' }

test('staff log in by the OAuth2 form of 2018, with its variables alone, and look', async () => {
  await using sso = await startStaffSso(ann)
  await using console_ = await startConsole({ ...services, ...sso.env })
  const { url, answer, text } = await browse(`${console_.origin}/search`)
  expect([url, answer.status]).toEqual([`${console_.origin}/search`, 200])
  expect(text).toContain('Ann Lee')
  expect(text).toContain('Viewer')
  expect(sso.asked.map(({ path }) => path)).toEqual(['/o/authorize/', '/o/token/', '/api/v1/user/me/'])
  expect(Object.fromEntries(sso.asked[1]?.body ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    redirect_uri: `${console_.origin}/__redirect_from_sso`,
    code_verifier: expect.stringMatching(/^[\w-]{43}$/) as string,
  })
  const log = console_.app.lines.join('\n')
  expect(log).toContain('[console,ann@example.org] Logging in as viewer... (done)')
  for (const secret of ['sso-secret', 'the-token', 'the-code']) expect(log).not.toContain(secret)
})

test('an address makes an operator where the configuration says so', async () => {
  await using sso = await startStaffSso(ann)
  const roles = { CONSOLE_ROLES__CLAIM: 'email', CONSOLE_ROLES__OPERATOR__1: ann.email }
  await using console_ = await startConsole({ ...services, ...sso.env, ...roles })
  expect((await browse(console_.origin)).text).toContain('Operator')
})

test('a secret that is wrong is found out at the first login', async () => {
  await using sso = await startStaffSso(ann)
  await using console_ = await startConsole({ ...services, ...sso.env, STAFF_SSO_CLIENT_SECRET: 'another' })
  const { answer, text } = await browse(console_.origin)
  expect(answer.status).toBe(403)
  expect(text).toContain('did not confirm this login')
})
