import { expect, test } from 'vitest'
import { beginLogin, challengeOf, readPending, writePending } from './pending-login.ts'

test('a pending login comes back as it was written', () => {
  const login = beginLogin('/feeds/one')
  expect(readPending(writePending(login))).toEqual(login)
  expect(new Set([login.state, login.nonce, login.verifier]).size).toBe(3)
})

test('challengeOf() is that of RFC 7636, appendix B', () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  expect(challengeOf({ state: '', nonce: '', returnTo: '/', verifier })).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

test.each([undefined, '', '%%%', 'bm8', Buffer.from('{"state":1}').toString('base64url')])(
  'readPending() reads nothing from %j',
  (text) => {
    expect(readPending(text)).toBeUndefined()
  },
)

test('readPending() leads nowhere else, whoever wrote it', () => {
  const planted = { ...beginLogin('/'), returnTo: 'https://evil.example' }
  expect(readPending(writePending(planted))?.returnTo).toBe('/')
})
