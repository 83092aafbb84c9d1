import { expect, test } from 'vitest'
import { LocalStackError, type LocalStackErrorCode } from './errors.ts'
import { explainFault } from './explain-fault.ts'

const attempt = { action: 'fetch Redis 6.2', instead: 'REDIS_URL', cache: '/cache' }

function failure(message: string, code: string): Error {
  return Object.assign(new Error(message), { code })
}

test.each<[string, Error, LocalStackErrorCode, RegExp]>([
  ['a full disk', failure('write', 'ENOSPC'), 'disk_full', /the disk of "\/cache" is full; free 1 GB/],
  ['a used up quota', failure('write', 'EDQUOT'), 'disk_full', /free 1 GB/],
  ['no name service', failure('getaddrinfo ENOTFOUND a', 'ENOTFOUND'), 'network', /check the network.*REDIS_URL/],
  ['a broken connection', failure('socket hang up', 'ECONNRESET'), 'network', /does not answer/],
  ['a TLS proxy', failure('self-signed', 'SELF_SIGNED_CERT_IN_CHAIN'), 'network', /set NODE_EXTRA_CA_CERTS/],
  ['a read-only disk', failure('EROFS: read-only, open "/a"', 'EROFS'), 'not_writable', /"\/a".*XDG_CACHE_HOME/],
  ['anything else', new Error('odd'), 'not_started', /odd; or set REDIS_URL/],
])('explainFault() says what to do about %s', (_, error, code, sentence) => {
  const explained = explainFault(error, attempt)
  expect(explained.code).toBe(code)
  expect(explained.message).toMatch(/^Cannot fetch Redis 6.2: /)
  expect(explained.message).toMatch(sentence)
  expect(explained.cause).toBe(error)
})

test('explainFault() leaves a fault that is explained already', () => {
  const known = new LocalStackError('checksum', 'Cannot use it')
  expect(explainFault(known, attempt)).toBe(known)
})
