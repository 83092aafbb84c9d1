import { expect, test } from 'vitest'
import { UnsignableRequestError } from './errors.ts'
import { signRequest } from './sign-request.ts'

const credentials = { id: 'dh37fgj492je', key: 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn' }
const url = 'http://example.com:8000/resource/1?b=1&a=2'
const fixed = { timestampSeconds: 1_353_832_234, nonce: 'j4h3g2' }

test('signRequest() gives the documented header of the documented POST', async () => {
  const request = { method: 'POST', url, contentType: 'text/plain', body: 'Thank you for flying Hawk' }
  const { authorization } = await signRequest(request, credentials, { ...fixed, ext: 'some-app-ext-data' })
  expect(authorization).toBe(
    'Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", hash="Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=", ' +
      'ext="some-app-ext-data", mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw="',
  )
})

test('signRequest() sends the hash of an empty body with an empty content type', async () => {
  const { authorization } = await signRequest({ method: 'GET', url }, credentials, fixed)
  expect(authorization).toContain('hash="B0weSUXsMcb5UhL41FZbrUJCAotzSI3HawE1NPLRUz8="')
})

test('signRequest() takes bytes for what they are and a string for its UTF-8', async () => {
  const post = { method: 'POST', url, contentType: 'application/json' }
  const asText = await signRequest({ ...post, body: '{"a":"é☃"}' }, credentials, fixed)
  const asBytes = await signRequest({ ...post, body: new TextEncoder().encode('{"a":"é☃"}') }, credentials, fixed)
  expect(asBytes.authorization).toBe(asText.authorization)
})

test('signRequest() signs pathname and search of the URL, the host without its port, and the implied port', async () => {
  const parts = async (signed: string) => {
    const { artifacts } = await signRequest({ method: 'GET', url: signed }, credentials)
    return [artifacts.host, artifacts.port, artifacts.path]
  }
  expect(await parts('https://Example.com/a b?c=%C3%A9&d=é#f')).toEqual([
    'example.com',
    443,
    '/a%20b?c=%C3%A9&d=%C3%A9',
  ])
  expect(await parts('http://example.com')).toEqual(['example.com', 80, '/'])
  expect(await parts('http://[::1]:9200/a//b/../c')).toEqual(['[::1]', 9200, '/a//c'])
})

test('signRequest() uses the present second and a fresh nonce', async () => {
  const before = Math.floor(Date.now() / 1000)
  const [first, second] = await Promise.all([
    signRequest({ method: 'GET', url }, credentials),
    signRequest({ method: 'GET', url }, credentials),
  ])
  expect(Number(first.artifacts.ts)).toBeGreaterThanOrEqual(before)
  expect(Number(first.artifacts.ts)).toBeLessThanOrEqual(Date.now() / 1000)
  expect(first.artifacts.nonce).toMatch(/^[0-9a-f]{32}$/)
  expect(first.artifacts.nonce).not.toBe(second.artifacts.nonce)
})

test('signRequest() escapes quotes and backslashes of ext', async () => {
  const { authorization } = await signRequest({ method: 'GET', url }, credentials, { ext: 'a"b\\c' })
  expect(authorization).toContain('ext="a\\"b\\\\c"')
})

test('signRequest() writes app and dlg', async () => {
  const { authorization } = await signRequest({ method: 'GET', url }, credentials, { app: 'a1', dlg: 'd1' })
  expect(authorization).toMatch(/mac="[^"]+", app="a1", dlg="d1"$/)
})

const get = { method: 'GET', url }
test.each([
  ['a relative URL', { method: 'GET', url: '/feed' }, credentials, {}],
  ['another protocol', { method: 'GET', url: 'ftp://example.com/' }, credentials, {}],
  ['a method that is no token', { method: 'GET /', url }, credentials, {}],
  ['an empty method', { method: '', url }, credentials, {}],
  ['an empty key', get, { id: 'a', key: '' }, {}],
  ['an empty id', get, { id: '', key: 'k' }, {}],
  ['an id with a line break', get, { id: 'a\nb', key: 'k' }, {}],
  ['an id beyond ASCII', get, { id: 'é', key: 'k' }, {}],
  ['an empty nonce', get, credentials, { nonce: '' }],
  ['a nonce with a tab', get, credentials, { nonce: 'a\tb' }],
  ['ext with a line break', get, credentials, { ext: 'a\r\nX-Injected: 1' }],
  ['ext beyond ASCII', get, credentials, { ext: '☃' }],
  ['app with a line break', get, credentials, { app: 'a\nb' }],
  ['dlg without app', get, credentials, { dlg: 'd' }],
  ['a fraction of a second', get, credentials, { timestampSeconds: 1.5 }],
  ['a time that is not a number', get, credentials, { timestampSeconds: Number.NaN }],
  ['a time before 1970', get, credentials, { timestampSeconds: -1 }],
  ['a time in microseconds', get, credentials, { timestampSeconds: 1e15 }],
  ['a header over 4,096 bytes', get, credentials, { ext: 'a'.repeat(4096) }],
])('signRequest() refuses %s', async (_, request, by, options) => {
  await expect(signRequest(request, by, options)).rejects.toThrow(UnsignableRequestError)
})

test('signRequest() errors hold neither the key nor a password in the URL', async () => {
  const error: unknown = await signRequest(
    { method: 'GET', url: 'http//user:secret@example.com' },
    { id: '', key: 'top-secret' },
  ).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(UnsignableRequestError)
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret')
  expect(error).toMatchObject({ code: 'unsignable_request', retryable: false })
  expect(error).not.toHaveProperty('cause')
})
