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
  const check = (address: string): boolean => {
    const version = address.includes('%') ? 0 : isIP(address)
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
  const known = new Map<string, boolean>()
  return (address) => {
    let isAllowed = known.get(address)
    if (isAllowed !== undefined) return isAllowed
    isAllowed = check(address)
    if (known.size >= MAX_KNOWN) known.clear()
    // no address is longer; what is not one must not take memory
    if (address.length <= 45) known.set(address, isAllowed)
    return isAllowed
  }
}

/** How many addresses are remembered, as the same few ask again and again. */
const MAX_KNOWN = 1_024

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
