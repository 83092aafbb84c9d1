import { BlockList, isIP } from 'node:net'
import type { FeedAuthentication } from './authentication.ts'
import { FeedOptionError } from './errors.ts'

export interface AllowAddressesOptions {
  /** Addresses and CIDR ranges, IPv4 and IPv6: `['203.0.113.7', '2001:db8::/32']`. */
  readonly addresses: readonly string[]
  /**
   * How many proxies of yours stand before the feed. Each adds the address it was called from to X-Forwarded-For, so
   * that the caller's is the one so many from its end; what stands before that anybody may have written. Default 0: the
   * address of the connection, which the mount has to pass on as `remoteAddress`.
   */
  readonly trustedProxies?: number
  /** What else a caller needs. */
  readonly authentication: FeedAuthentication
}

/**
 * Lets in only callers from some addresses; all others are refused with 403, before their credentials are looked at.
 *
 * @throws {FeedOptionError} If an address is none, there is none at all, or `trustedProxies` is no whole number from 0.
 */
export function allowAddresses(options: AllowAddressesOptions): FeedAuthentication {
  const { addresses, trustedProxies = 0, authentication } = options
  if (!Number.isSafeInteger(trustedProxies) || trustedProxies < 0) {
    throw new FeedOptionError(`Cannot trust ${trustedProxies} proxies; give a whole number from 0 up`)
  }
  if (addresses.length === 0) throw new FeedOptionError('Cannot allow addresses: none is given')
  const allowed = new BlockList()
  for (const range of addresses) addRange(allowed, range)

  return async (request, publicUrl, connection) => {
    const address =
      trustedProxies === 0
        ? connection.remoteAddress
        : request.headers.get('x-forwarded-for')?.split(',').at(-trustedProxies)?.trim()
    if (address !== undefined && isAllowed(allowed, address)) return authentication(request, publicUrl, connection)
    return { ok: false, status: 403, details: 'Forbidden', reason: 'address' }
  }
}

function addRange(list: BlockList, range: string): void {
  const [address = '', prefix, ...rest] = range.split('/')
  const family = isIP(address)
  const bits = Number(prefix ?? (family === 4 ? 32 : 128))
  const isRange = family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix ?? '0')
  if (!isRange || bits > (family === 4 ? 32 : 128)) {
    throw new FeedOptionError(`Cannot allow "${range}": give an IPv4 or IPv6 address, or a range such as 10.0.0.0/8`)
  }
  list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6')
}

function isAllowed(list: BlockList, address: string): boolean {
  // a server that listens on IPv6 sees IPv4 callers so
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
  const family = isIP(plain)
  return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}
