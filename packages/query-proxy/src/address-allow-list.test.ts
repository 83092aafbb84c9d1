import { expect, test } from 'vitest'
import { addressAllowList, forwardedFor } from './address-allow-list.ts'
import { InvalidOptionError } from './errors.ts'

const isAllowed = addressAllowList(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', '::1'])

test.each(['192.0.2.7', '10.255.0.1', '2001:db8:1::9', '::1', '::ffff:10.1.2.3', '2001:0DB8::1'])(
  'addressAllowList() lets %s in',
  (address) => expect(isAllowed(address)).toBe(true),
)

test.each([
  '192.0.2.8',
  '11.0.0.1',
  '2001:db9::',
  '::2',
  '',
  'localhost',
  '10.0.0.1:80',
  '010.0.0.1',
  '10.1',
  '::1%lo',
])('addressAllowList() keeps "%s" out', (address) => expect(isAllowed(address)).toBe(false))

test.each(['', 'example.com', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '::/129'])(
  'addressAllowList() does not take the entry "%s"',
  (entry) => expect(() => addressAllowList([entry])).toThrow(InvalidOptionError),
)

test('addressAllowList() of nobody lets nobody in', () => {
  expect(addressAllowList([])('127.0.0.1')).toBe(false)
})

test.each<[string | undefined, number, string | undefined]>([
  ['1.1.1.1, 2.2.2.2, 3.3.3.3', 1, '2.2.2.2'],
  ['1.1.1.1,2.2.2.2', 1, '1.1.1.1'],
  ['1.1.1.1', 1, undefined],
  ['1.1.1.1', 0, '1.1.1.1'],
  ['1.1.1.1, 2.2.2.2, 3.3.3.3', 2, '1.1.1.1'],
  ['', 1, undefined],
  [undefined, 1, undefined],
])('forwardedFor() of %s with %i trusted hops is %s', (header, hops, expected) => {
  expect(forwardedFor(header, hops)).toBe(expected)
})
