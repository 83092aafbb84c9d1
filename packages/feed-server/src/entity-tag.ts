import { createHash } from 'node:crypto'

/**
 * A strong entity tag of a body, given as text: equal bytes, equal tag, on every instance and after every restart. RFC
 * 9110 §8.8.3.
 */
export function entityTag(text: string): string {
  return `"${createHash('sha256').update(text, 'utf8').digest('base64url').slice(0, 27)}"`
}

/** The tag of a body's encoding, e.g. `gzip`: each has bytes of its own. */
export function variantTag(tag: string, variant: string | undefined): string {
  return variant === undefined ? tag : `${tag.slice(0, -1)}-${variant}"`
}

/** Whether an If-None-Match header names a tag. Weakly compared, as RFC 9110 §13.1.2 has it. */
export function matchesTag(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  const named: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? []
  return named.includes(tag)
}
