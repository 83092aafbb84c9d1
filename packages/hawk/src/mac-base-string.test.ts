import { expect, test } from 'vitest'
import { type HawkArtifacts, macBaseString } from './mac-base-string.ts'
import { nodeMac } from './node-digest.ts'
import { webMac } from './web-digest.ts'

const key = 'werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn'
const documented: HawkArtifacts = {
  ts: '1353832234',
  nonce: 'j4h3g2',
  method: 'GET',
  path: '/resource/1?b=1&a=2',
  host: 'example.com',
  port: 8000,
  hash: '',
  ext: 'some-app-ext-data',
  app: undefined,
  dlg: undefined,
}

test('macBaseString() is the documented string of the documented GET', () => {
  expect(macBaseString('header', documented)).toBe(
    'hawk.1.header\n1353832234\nj4h3g2\nGET\n/resource/1?b=1&a=2\nexample.com\n8000\n\nsome-app-ext-data\n',
  )
})

test('macBaseString() gives the documented MAC of the documented GET, by WebCrypto and by node:crypto', async () => {
  const mac = '6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE='
  expect(nodeMac(key, macBaseString('header', documented))).toBe(mac)
  expect(await webMac(key, macBaseString('header', documented))).toBe(mac)
})

test('macBaseString() writes the method in upper case and the host in lower case', () => {
  expect(macBaseString('header', { ...documented, method: 'get', host: 'EXAMPLE.com' })).toBe(
    macBaseString('header', documented),
  )
})

test('macBaseString() escapes backslashes and line breaks of ext', () => {
  const lines = macBaseString('header', { ...documented, ext: 'a\\nb\nc' }).split('\n')
  expect(lines[8]).toBe('a\\\\nb\\nc')
})

test('macBaseString() adds app and dlg only when there is an app', () => {
  const withoutApp = macBaseString('header', documented)
  expect(macBaseString('header', { ...documented, app: 'a1', dlg: 'd1' })).toBe(`${withoutApp}a1\nd1\n`)
  expect(macBaseString('header', { ...documented, app: 'a1' })).toBe(`${withoutApp}a1\n\n`)
  expect(macBaseString('header', { ...documented, dlg: 'd1' })).toBe(withoutApp)
})

test('macBaseString() of an answer differs from that of its request in its first line only', () => {
  const [first, ...rest] = macBaseString('response', documented).split('\n')
  expect(first).toBe('hawk.1.response')
  expect(rest).toEqual(macBaseString('header', documented).split('\n').slice(1))
})
