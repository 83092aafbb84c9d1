import { expect, test } from 'vitest'
import { judgeOrigin, type PublicOriginOptions } from './public-origin.ts'

const configured: PublicOriginOptions = { url: new URL('https://console.example'), loopbackOnly: false }
const derived: PublicOriginOptions = { url: undefined, loopbackOnly: false }
const local: PublicOriginOptions = { url: undefined, loopbackOnly: true }
const fine = (origin: string) => ({ type: 'fine', origin })
const redirect = (origin: string) => ({ type: 'redirect', origin })
const refused = { type: 'refused' }

const cases: readonly [PublicOriginOptions, host: string | undefined, proto: string | undefined, object][] = [
  [configured, 'console.example', 'https', fine('https://console.example')],
  [configured, 'console.example', undefined, fine('https://console.example')],
  [configured, 'CONSOLE.example:443', 'https, http', fine('https://console.example')],
  [configured, 'console.example', 'http', redirect('https://console.example')],
  [configured, 'evil.example', 'https', refused],
  [configured, 'console.example:444', 'https', refused],
  [configured, 'console.example@evil.example', 'https', refused],
  [configured, undefined, 'https', refused],
  [derived, 'console.example', 'https', fine('https://console.example')],
  [derived, 'console.example', 'HTTPS', fine('https://console.example')],
  [derived, 'console.example', undefined, redirect('https://console.example')],
  [derived, 'console.example', 'gopher', redirect('https://console.example')],
  [derived, 'localhost:8080', undefined, fine('http://localhost:8080')],
  [derived, 'localhost/@evil.example', undefined, refused],
  [derived, 'a b', 'https', refused],
  [derived, '', 'https', refused],
  [local, '127.0.0.1:8080', undefined, fine('http://127.0.0.1:8080')],
  [local, 'localhost', undefined, fine('http://localhost')],
  [local, '[::1]:8080', undefined, fine('http://[::1]:8080')],
  [local, 'rebound.example:8080', undefined, refused],
  [local, 'localhost.evil.example', undefined, refused],
  [local, '127.0.0.1.evil.example', undefined, refused],
]

test.each(cases)('judgeOrigin() with %j of Host %s by %s', (options, host, proto, judgement) => {
  expect(judgeOrigin({ host, proto, forwarded: false }, options)).toMatchObject(judgement)
})

test('judgeOrigin() refuses what a proxy sends on where nobody logs in', () => {
  const addressed = { host: 'localhost:8080', proto: undefined, forwarded: true }
  expect(judgeOrigin(addressed, local)).toMatchObject(refused)
  expect(judgeOrigin(addressed, derived)).toMatchObject(fine('http://localhost:8080'))
})

test('judgeOrigin() does not mind a configured address where nobody logs in', () => {
  const both = { url: new URL('https://console.example'), loopbackOnly: true }
  expect(judgeOrigin({ host: 'localhost', proto: undefined, forwarded: false }, both)).toEqual(fine('http://localhost'))
})
