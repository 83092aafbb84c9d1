const loopback = ['127.0.0.1', '[::1]', 'localhost']

/**
 * What the proxy in front of an Activity Stream adds to each request: whose it is and how it came. A service on this
 * machine has no proxy, so we say it ourselves; a real proxy's word is never forged.
 */
export function directHeaders(url: string): Record<string, string> {
  if (!URL.canParse(url)) return {}
  const { hostname, protocol } = new URL(url)
  if (!loopback.includes(hostname)) return {}
  return { 'X-Forwarded-For': '127.0.0.1, 127.0.0.1', 'X-Forwarded-Proto': protocol.replace(':', '') }
}
