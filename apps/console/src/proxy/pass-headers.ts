import type { IncomingHttpHeaders } from 'node:http'

/** All that goes on to the other side, as in 2018, and how long the body is. */
const forwarded = ['osd-xsrf', 'kbn-version', 'content-type', 'content-length'] as const

/** Of a connection, not of an answer (RFC 9110 section 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** The other side is not to speak for the console's whole origin. */
const ofTheOrigin = [
  'set-cookie',
  'strict-transport-security',
  'clear-site-data',
  'service-worker-allowed',
  'alt-svc',
  'www-authenticate',
]

/** The headers that the other side gets. */
export function requestHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const found = forwarded.map((name) => [name, headers[name]] as const)
  return Object.fromEntries(
    found.filter((entry): entry is [(typeof forwarded)[number], string] => typeof entry[1] === 'string'),
  )
}

/**
 * The headers that the browser gets.
 *
 * @param mount What the other side's paths are below, in `Location`: `/opensearch`.
 */
export function responseHeaders(headers: IncomingHttpHeaders, mount: string): Headers {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)
  const dropped = new Set([...hopByHop, ...ofTheOrigin, ...named])
  const passed = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || dropped.has(name) || name.startsWith('access-control-')) continue
    for (const one of [value].flat()) passed.append(name, name === 'location' ? below(mount, one) : one)
  }
  return passed
}

function below(mount: string, location: string): string {
  const isOurs = location.startsWith('/') && !location.startsWith('//')
  return isOurs && location !== mount && !location.startsWith(`${mount}/`) ? mount + location : location
}
