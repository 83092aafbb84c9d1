/**
 * For how many seconds a caller would rather wait than hear that there is nothing: `Prefer: wait=30`.
 *
 * @returns `undefined` when they do not say.
 * @see RFC 7240 section 4.3
 */
export function preferredWait(prefer: string | undefined): number | undefined {
  const [, digits] = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:[,;]|$)/i.exec(prefer ?? '') ?? []
  return digits === undefined ? undefined : Number(digits)
}
