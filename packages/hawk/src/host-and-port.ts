/** Where a request says that it goes. */
export interface HostAndPort {
  /** Lower case, without the port; each form that a client may have signed, the specified one first. */
  readonly hosts: readonly string[]
  readonly port: number
}

/**
 * Reads a Host header: `Example.com:8000` → hosts `['example.com']`, port 8000. An IPv6 address is signed with its
 * brackets by most clients and without by others: `[::1]` → hosts `['[::1]', '::1']`.
 *
 * @param impliedPort The port when the header names none
 * @returns `undefined` when the header is not a host, or no port is known.
 * @see RFC 9110 section 7.2
 */
export function hostAndPort(header: string, impliedPort: number | undefined): HostAndPort | undefined {
  const match = /^(?:\[([0-9a-f:.]{2,})\]|([a-z0-9._~%!$&;=-]+))(?::([0-9]{1,5}))?$/i.exec(header)
  if (!match) return undefined
  const [address, name] = [match[1]?.toLowerCase(), match[2]?.toLowerCase()]
  const portText = match[3]
  const port = portText === undefined ? impliedPort : Number(portText)
  if (port === undefined || port > 65_535) return undefined
  return { hosts: address === undefined ? [name ?? ''] : [`[${address}]`, address], port }
}
