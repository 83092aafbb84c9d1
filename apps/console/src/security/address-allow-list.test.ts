import { expect, test } from 'vitest'
import { addressAllowList, addressFault, forwardedFor } from './address-allow-list.ts'

test.each([
  ['10.1.2.3', true],
  ['10.1.2.300', false],
  ['11.0.0.1', false],
  ['192.0.2.7', true],
  ['192.0.2.8', false],
  ['2001:db8::1', true],
  ['2001:db9::1', false],
  ['::ffff:10.1.2.3', true],
  ['fe80::1%eth0', false],
  ['unknown', false],
  ['', false],
])('addressAllowList() of %s: %s', (address, isAllowed) => {
  expect(addressAllowList(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'])(address)).toBe(isAllowed)
})

test.each(['10.0.0.0/33', '10.0.0/8', 'all', '10.0.0.0/8/8', '2001:db8::/129', '10.0.0.0/', ''])(
  'addressFault() of %j',
  (entry) => {
    expect(addressFault(entry)).toBeDefined()
    expect(addressAllowList([entry])('10.0.0.0')).toBe(false)
  },
)

test.each([
  ['1.1.1.1, 2.2.2.2', 1, '1.1.1.1'],
  ['6.6.6.6, 1.1.1.1, 2.2.2.2', 1, '1.1.1.1'],
  ['1.1.1.1,2.2.2.2 ,3.3.3.3', 2, '1.1.1.1'],
  ['1.1.1.1', 0, '1.1.1.1'],
  ['1.1.1.1', 1, undefined],
  ['', 1, undefined],
  [undefined, 0, undefined],
])('forwardedFor() of %j with %i hops is %s', (header, hops, address) => {
  expect(forwardedFor(header, hops)).toBe(address)
})
