/**
 * Reads a `Retry-After` header (RFC 9110, section 10.2.3): a number of seconds or an HTTP date.
 *
 * @param now Milliseconds since 1970, for the date.
 * @returns How long to wait, in milliseconds, never negative; undefined if the header is absent or says neither.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  const value = header?.trim()
  if (!value) return undefined
  // fractions are not in the RFC, but sources send them
  if (/^\d{1,15}(\.\d{1,15})?$/.test(value)) return Math.ceil(Number(value) * 1000)
  // Date.parse alone would take "12" or "-5" for a year
  if (!/^[A-Z][a-z]{2,8},? /.test(value)) return undefined
  // the asctime form has no zone and means UTC
  const at = Date.parse(/ (GMT|UTC|[+-]\d{4})$/.test(value) ? value : `${value} GMT`)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
