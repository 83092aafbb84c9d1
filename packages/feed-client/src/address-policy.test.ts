import { isIPv6 } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createAddressPolicy, isPrivateAddress } from './address-policy.ts'
import { PrivateAddressError } from './url-errors.ts'

function addressOf(address: string) {
  return { address, family: isIPv6(address) ? 6 : 4 }
}

function resolver(hosts: Record<string, readonly string[]>) {
  return async (hostname: string) => (hosts[hostname] ?? []).map(addressOf)
}

const publicHosts = { 'source.example': ['93.184.215.14'], 'intern.example': ['10.1.2.3'] }

describe('isPrivateAddress()', () => {
  it.each([
    '127.0.0.1',
    '10.255.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::10.0.0.1',
  ])('is true of %s', (address) => {
    expect(isPrivateAddress(addressOf(address))).toBe(true)
  })

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])(
    'is false of %s',
    (address) => {
      expect(isPrivateAddress(addressOf(address))).toBe(false)
    },
  )
})

describe('createAddressPolicy()', () => {
  it('lets a private seed read private addresses', async () => {
    const find = createAddressPolicy('as-seed', resolver(publicHosts))
    expect(await find('http://10.0.0.9/2', 'http://intern.example/')).toEqual([addressOf('10.0.0.9')])
  })

  it.each([
    'http://intern.example/2',
    'http://localhost/2',
    'http://[::1]/2',
    'http://0x7f.1/',
    'http://a.localhost./',
  ])('keeps a public seed from %s', async (url) => {
    const find = createAddressPolicy('as-seed', resolver(publicHosts))
    await expect(find(url, 'http://source.example/')).rejects.toThrow(PrivateAddressError)
  })

  it('refuses a name of which one address is private', async () => {
    const find = createAddressPolicy('as-seed', resolver({ ...publicHosts, 'mixed.example': ['8.8.8.8', '::1'] }))
    await expect(find('http://mixed.example/', 'http://source.example/')).rejects.toThrow('"mixed.example"')
  })

  it('refuses a public seed whose name is pointed at a private address later', async () => {
    const hosts = { 'source.example': ['93.184.215.14'] }
    const find = createAddressPolicy('as-seed', resolver(hosts))
    const seed = 'http://source.example/'
    expect(await find(seed, seed)).toEqual([addressOf('93.184.215.14')])
    hosts['source.example'] = ['127.0.0.1']
    await expect(find(seed, seed)).rejects.toThrow(PrivateAddressError)
  })

  it('allows and refuses whatever the seed', async () => {
    const allow = createAddressPolicy('allow', resolver(publicHosts))
    expect(await allow('http://10.0.0.1/', 'http://source.example/')).toHaveLength(1)
    const refuse = createAddressPolicy('refuse', resolver(publicHosts))
    await expect(refuse('http://10.0.0.1/', 'http://10.0.0.1/')).rejects.toThrow(PrivateAddressError)
  })

  it('knows both addresses of localhost without asking', async () => {
    const find = createAddressPolicy('as-seed', resolver({}))
    expect(await find('http://localhost:8080/', 'http://localhost:8080/')).toEqual([
      addressOf('127.0.0.1'),
      addressOf('::1'),
    ])
  })
})
