import { expect, test } from 'vitest'
import { csrfTokenOf, isSameToken } from './csrf-token.ts'
import { sentBy } from './same-origin.ts'

const own = 'https://console.example'

test.each([
  ['same-origin', own, 'us'],
  ['same-origin', undefined, 'us'],
  [undefined, own, 'us'],
  [undefined, undefined, 'unknown'],
  ['none', undefined, 'others'],
  ['same-site', own, 'others'],
  ['cross-site', undefined, 'others'],
  ['same-origin', 'https://evil.example', 'others'],
  ['same-origin', 'null', 'others'],
  [undefined, 'http://console.example', 'others'],
  [undefined, 'https://console.example:8443', 'others'],
])('sentBy() of Sec-Fetch-Site %s and Origin %s is %s', (secFetchSite, origin, sender) => {
  expect(sentBy({ secFetchSite, origin }, own)).toBe(sender)
})

test('a token is good for its own session only', () => {
  const token = csrfTokenOf('one')
  expect(token).not.toContain('one')
  expect(isSameToken(token, csrfTokenOf('one'))).toBe(true)
  for (const other of [csrfTokenOf('two'), '', undefined, ['x'], token.slice(1)])
    expect(isSameToken(other, token)).toBe(false)
})
