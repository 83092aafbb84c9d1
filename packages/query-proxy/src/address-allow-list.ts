import { BlockList, isIP } from 'node:net'
import { InvalidOptionError } from './errors.ts'

/**
 * Makes a test of whether an address is one of `allowed`.
 *
 * @param allowed IPv4 or IPv6 addresses, or ranges of them in CIDR notation: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`.
 * @throws {InvalidOptionError} If an entry is neither.
 */
export function addressAllowList(allowed: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of allowed) add(list, entry)
  return (address) => {
    const version = address.includes('%') ? 0 : isIP(address)
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
}

function add(list: BlockList, entry: string): void {
  const [address = '', prefix, ...rest] = entry.trim().split('/')
  const version = isIP(address)
  const bits = version === 6 ? 128 : 32
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
  if (version === 0 || length < 0 || length > bits || rest.length > 0) {
    throw new InvalidOptionError(
      `Cannot allow "${entry}": it is no address; give 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32`,
    )
  }
  list.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The address that the outermost trusted proxy saw: the one `trustedHops` before the last in `X-Forwarded-For`. What
 * stands further left was written by the caller.
 *
 * @returns `undefined` when there are not that many.
 */
export function forwardedFor(header: string | undefined, trustedHops: number): string | undefined {
  return header
    ?.split(',')
    .at(-1 - trustedHops)
    ?.trim()
}
