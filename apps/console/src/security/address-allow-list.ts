import { BlockList, isIP } from 'node:net'

/** What is wrong about an entry of an allow-list: `undefined` for nothing. */
export function addressFault(entry: string): string | undefined {
  return rangeOf(entry) ? undefined : 'neither an address nor a range of addresses'
}

/**
 * Makes a test of whether an address is one of `allowed`.
 *
 * @param allowed IPv4 or IPv6 addresses, or ranges of them in CIDR notation: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`.
 *   What is none of these allows nobody.
 */
export function addressAllowList(allowed: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of allowed) {
    const range = rangeOf(entry)
    if (range) list.addSubnet(range.address, range.length, range.family)
  }
  return (address) => {
    const version = address.includes('%') ? 0 : isIP(address)
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
}

interface AddressRange {
  readonly address: string
  readonly length: number
  readonly family: 'ipv4' | 'ipv6'
}

function rangeOf(entry: string): AddressRange | undefined {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry.trim()) ?? []
  const version = isIP(address)
  const bits = version === 6 ? 128 : 32
  if (version === 0 || Number(length ?? 0) > bits) return undefined
  return { address, length: length === undefined ? bits : Number(length), family: version === 6 ? 'ipv6' : 'ipv4' }
}

/**
 * The address that the outermost trusted proxy saw: the one `trustedHops` before the last in `X-Forwarded-For`, with 1 the
 * second-last. What stands further left was written by the caller.
 *
 * @returns `undefined` where there are not that many.
 */
export function forwardedFor(header: string | undefined, trustedHops: number): string | undefined {
  const addresses = header?.split(',') ?? []
  return addresses.at(-1 - trustedHops)?.trim()
}
