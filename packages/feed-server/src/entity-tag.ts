import { createHash } from 'node:crypto'

/**
 * A strong entity tag of a body: equal bytes, equal tag, on every instance and after every restart. RFC 9110 §8.8.3.
 *
 * @param variant Told apart in the tag, e.g. `gzip`: each encoding of a body has its own bytes.
 */
export function entityTag(body: Uint8Array, variant?: string): string {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 27)
  return variant === undefined ? `"${hash}"` : `"${hash}-${variant}"`
}

/** Whether an If-None-Match header names a tag. Weakly compared, as RFC 9110 §13.1.2 has it. */
export function matchesTag(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  const named: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? []
  return named.includes(tag)
}
