import fc from 'fast-check'
import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test.each(['/', '/feeds/one', '/search?q=a%20b&type=Create', '/feeds/a%2Fb', '/a//b'])(
  'returnPath() goes back to %s',
  (path) => {
    expect(returnPath(path)).toBe(path)
  },
)

test.each([
  undefined,
  '',
  'feeds',
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' //evil.example',
  '/a/..//evil.example',
  '/./%2e%2e//evil.example',
  'javascript:alert(1)',
  '/login',
  '/login?return=/login',
  '/logout',
  '/__redirect_from_sso?code=1',
  `/${'a'.repeat(3_000)}`,
])('returnPath() stays at home in place of %j', (asked) => {
  expect(returnPath(asked)).toBe('/')
})

test('returnPath() never leads elsewhere', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    ':',
    '@',
    'evil.example',
    '%2f',
    '%5c',
    '\t',
    '\r\n',
    ' ',
    '?',
    '#',
    'https:',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 12 }), (parts) => {
      const path = returnPath(parts.join(''))
      expect(new URL(path, 'https://console.example').origin).toBe('https://console.example')
      expect(path).toMatch(/^\/(?![/\\])/)
    }),
  )
})
