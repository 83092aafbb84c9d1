/** What of a request goes on to the other side. */
export interface UpstreamPath {
  /** Path and query as they were sent, without the mount: `/activities/_search?size=1`. */
  readonly raw: string
  /** The path's segments, decoded: what the other side will understand. */
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

/** As OpenSearch's own limit of an address. */
const MAX_LENGTH = 4_096

/**
 * Reads what a request asks of the other side, from its target as it was sent. Refused is whatever two readers could read
 * differently: dot segments, empty segments, backslashes, encoded slashes, also such as are encoded twice, anything that is not printable ASCII.
 *
 * @param target The request's target: `/opensearch/_cat/indices?v`.
 * @param mount `/opensearch`
 * @returns `undefined` for what is refused.
 */
export function upstreamPath(target: string, mount: string): UpstreamPath | undefined {
  if (target.length > MAX_LENGTH || !/^[\u0021-\u007e]*$/.test(target) || /[\\#]/.test(target)) return undefined
  if (!target.startsWith(mount)) return undefined
  const rest = target.slice(mount.length)
  const [path = '', ...queries] = rest.split('?')
  const query = queries.join('?')
  if (path === '') return { raw: rest === '' ? '/' : `/?${query}`, segments: [], query: new URLSearchParams(query) }
  if (!path.startsWith('/')) return undefined
  const encoded = path.slice(1).replace(/\/$/, '').split('/')
  const segments = path === '/' ? [] : encoded.map(decoded)
  if (!segments.every(isPlain)) return undefined
  return { raw: rest, segments, query: new URLSearchParams(query) }
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

function isPlain(segment: string | undefined): segment is string {
  if (segment === undefined || segment === '' || segment === '.' || segment === '..') return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be in a path
  return !/[/\\\u0000-\u001f\u007f]|%(2[ef5]|5c)/i.test(segment)
}
