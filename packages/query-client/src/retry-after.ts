/**
 * Reads a Retry-After header: seconds, or a date.
 *
 * @param nowMs Milliseconds since 1970, for dates
 * @returns Milliseconds from now, never negative; `undefined` when there is none or it says neither.
 * @see RFC 9110 section 10.2.3
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000
  // Date.parse takes much that is no HTTP date, e.g. "-5"
  const date = /^[A-Z][a-z]+,? .*[0-9]{4}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
