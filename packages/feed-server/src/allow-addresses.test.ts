import { describe, expect, it } from 'vitest'
import { type AllowAddressesOptions, allowAddresses } from './allow-addresses.ts'
import { openToEveryone } from './authentication.ts'
import { bearerAuthentication } from './bearer-authentication.ts'
import { createFeedHandler } from './create-feed-handler.ts'
import { FeedOptionError } from './errors.ts'
import { memoryLog } from './memory-log.ts'

function ask(
  options: Partial<AllowAddressesOptions>,
  remoteAddress: string | undefined,
  headers: Record<string, string> = {},
) {
  const authentication = allowAddresses({
    addresses: ['203.0.113.7', '10.0.0.0/8', '2001:db8::/32'],
    authentication: openToEveryone(),
    ...options,
  })
  const feed = createFeedHandler({ source: memoryLog(), authentication })
  return feed(new Request('http://shop.example/feed', { headers }), { remoteAddress }).then(({ status }) => status)
}

const addresses: Readonly<Record<string, number>> = {
  '203.0.113.7': 200,
  '203.0.113.8': 403,
  '10.255.0.1': 200,
  '11.0.0.1': 403,
  '2001:db8::1': 200,
  '2001:db9::1': 403,
  '::ffff:10.0.0.1': 200,
  '::ffff:11.0.0.1': 403,
  '::1': 403,
  '10.0.0.1, 203.0.113.7': 403,
  '': 403,
}

describe('allowAddresses()', () => {
  for (const [address, status] of Object.entries(addresses)) {
    it(`answers ${status} to "${address}" [P12]`, async () => {
      expect(await ask({}, address)).toBe(status)
      expect(await ask({ trustedProxies: 1 }, '10.9.9.9', { 'x-forwarded-for': address })).toBe(
        address.includes(',') ? 200 : status,
      )
    })
  }

  it('counts proxies from the end of X-Forwarded-For, and believes nobody else [P12]', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7, 198.51.100.1, 10.0.0.2' }
    expect(await ask({ trustedProxies: 3 }, undefined, forwarded)).toBe(200)
    expect(await ask({ trustedProxies: 2 }, undefined, forwarded)).toBe(403)
    expect(await ask({ trustedProxies: 4 }, undefined, forwarded)).toBe(403)
    expect(await ask({ trustedProxies: 1 }, '203.0.113.7')).toBe(403)
    expect(await ask({}, undefined, forwarded)).toBe(403)
  })

  it('asks those it lets in for credentials [P12]', async () => {
    const authentication = bearerAuthentication({ one: 'token-1' })
    expect(await ask({ authentication }, '10.0.0.1')).toBe(401)
    expect(await ask({ authentication }, '10.0.0.1', { authorization: 'Bearer token-1' })).toBe(200)
    expect(await ask({ authentication }, '11.0.0.1', { authorization: 'Bearer token-1' })).toBe(403)
  })

  it('refuses ranges that are none', () => {
    for (const range of [
      '',
      'x',
      '10.0.0',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
      '::/129',
      '::/x',
    ]) {
      expect(() => allowAddresses({ addresses: [range], authentication: openToEveryone() })).toThrow(FeedOptionError)
    }
    expect(() => allowAddresses({ addresses: [], authentication: openToEveryone() })).toThrow(FeedOptionError)
    expect(() => ask({ trustedProxies: -1 }, '')).toThrow(FeedOptionError)
  })
})
