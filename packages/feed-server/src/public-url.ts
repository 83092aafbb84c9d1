/** How a caller sees a request: behind a proxy, not as it reached this process. */
export interface PublicUrl {
  readonly url: URL
  /** The Host header as sent, for signatures. */
  readonly host: string
  /** Path and query as sent. */
  readonly path: string
}

/** What a request says of where it was made to. */
export interface SentTo {
  readonly url: string
  /** The Host header. */
  readonly host: string | undefined
  /** The X-Forwarded-Proto header. */
  readonly forwardedProto: string
}

/**
 * The URL a request was made to: its path and query, on the host of the Host header, with the scheme of
 * X-Forwarded-Proto (its first, where proxies have added theirs) or else the request's own. Nothing worse than a wrong
 * link, to the caller alone, can come of a header that lies.
 *
 * @returns `undefined` when the Host header is not a host.
 */
export function publicUrl(request: SentTo): PublicUrl | undefined {
  // a request's URL is whole and as URL writes it; only what proxies and signatures care about is taken from the text
  const [, ownScheme = '', ownHost = '', path = ''] = /^([a-z]+:)\/\/([^/?#]*)([^#]*)/.exec(request.url) ?? []
  const { host = ownHost } = request
  if (!/^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.test(host)) return undefined
  const forwarded = request.forwardedProto.split(',')[0]?.trim().toLowerCase()
  const scheme = forwarded === 'http' || forwarded === 'https' ? `${forwarded}:` : ownScheme
  try {
    return { url: new URL(`${scheme}//${host}${path}`), host, path }
  } catch {
    return undefined // a port past 65,535, or an address that is none
  }
}
