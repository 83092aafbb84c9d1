import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { PrivateAddressError } from './url-errors.ts'

/**
 * Whether a feed may be read from private addresses: `as-seed` (the default) if its seed's host has one itself, so that
 * a public feed cannot lead us into our own network; `allow` always; `refuse` never.
 */
export type PrivateAddresses = 'as-seed' | 'allow' | 'refuse'

/** Finds a host's addresses. Default: the operating system's resolver. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>

/** Finds the addresses to connect to. @throws {PrivateAddressError} If the policy forbids one of them. */
export type FindAddresses = (url: string, seed: string) => Promise<readonly LookupAddress[]>

/**
 * Decides where connections may go. It is asked while connecting, not before, so that a name cannot change its address
 * between the check and the connection. What the seed's name was first found to be, public or private, it stays.
 */
export function createAddressPolicy(
  privateAddresses: PrivateAddresses = 'as-seed',
  resolveHost: ResolveHost = (hostname) => lookup(hostname, { all: true }),
): FindAddresses {
  let known: { hostname: string; isPrivate: boolean } | undefined
  const isPrivateSeed = async (hostname: string): Promise<boolean> => {
    if (known?.hostname !== hostname) {
      known = { hostname, isPrivate: (await findAddresses(hostname, resolveHost)).some(isPrivateAddress) }
    }
    return known.isPrivate
  }
  return async (url, seed) => {
    const seedIsPrivate = privateAddresses === 'as-seed' && (await isPrivateSeed(hostnameOf(seed)))
    const hostname = hostnameOf(url)
    const addresses = await findAddresses(hostname, resolveHost)
    const refused = privateAddresses !== 'allow' && !seedIsPrivate && addresses.some(isPrivateAddress)
    if (refused) throw new PrivateAddressError(url, hostname)
    return addresses
  }
}

async function findAddresses(hostname: string, resolveHost: ResolveHost): Promise<readonly LookupAddress[]> {
  const family = isIP(hostname)
  if (family) return [{ address: hostname, family }]
  // RFC 6761, section 6.3; and a source may listen on only one of them, whatever the hosts file says
  if (/(^|\.)localhost\.?$/.test(hostname)) {
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]
  }
  return resolveHost(hostname)
}

function hostnameOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
}

/** Networks that are not the public Internet: the IANA registries of special-purpose addresses. */
const privateNetworks: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

const blockList = createBlockList()

/** Whether an address belongs to no public network; also one that carries such an IPv4 address inside. */
export function isPrivateAddress({ address, family }: LookupAddress): boolean {
  return blockList.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function createBlockList(): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of privateNetworks) {
    if (isIP(network) === 6) list.addSubnet(network, prefix, 'ipv6')
    else {
      list.addSubnet(network, prefix, 'ipv4')
      for (const carrier of ['::ffff:', '64:ff9b::']) list.addSubnet(`${carrier}${network}`, 96 + prefix, 'ipv6')
    }
  }
  return list
}
