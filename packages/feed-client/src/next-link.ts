import type { UrlFault } from './url-errors.ts'
import { UrlRefusedError } from './url-errors.ts'

/** Where the pages of a feed may lie. */
export interface UrlRules {
  /** The feed's first URL: its origin may be read. */
  readonly seed: string
  /** Other origins that may be read, with the same credentials, as `https://archive.example`. Default none. */
  readonly allowedOrigins?: readonly string[] | undefined
  readonly maxUrlLength: number
}

/**
 * Resolves the URL of a feed's next page, or of a redirect's target, and checks it. Pure. The URL must be http or
 * https without user information, must not fall back from https to http, and must stay on the seed's origin or one of
 * `allowedOrigins`: the feed's credentials go wherever it points.
 *
 * @param link As the source wrote it: absolute, or relative to `base`.
 * @param base The URL of the page or answer it was found in.
 * @returns The absolute URL without fragment.
 * @throws {UrlRefusedError} If a rule is broken.
 */
export function resolveNextLink(link: string, base: string, rules: UrlRules): string {
  const refuse = (fault: UrlFault) => new UrlRefusedError(base, link, fault)
  if (link.length > rules.maxUrlLength) throw refuse('too_long')
  const url = URL.parse(link, base)
  if (!url) throw refuse('unparsable')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('scheme')
  if (url.username || url.password) throw refuse('userinfo')
  if (url.href.length > rules.maxUrlLength) throw refuse('too_long')
  if (url.protocol === 'http:' && URL.parse(base)?.protocol === 'https:') throw refuse('downgrade')
  const origins = [rules.seed, ...(rules.allowedOrigins ?? [])].map((allowed) => URL.parse(allowed)?.origin)
  if (!origins.includes(url.origin)) throw refuse('origin')
  url.hash = ''
  return url.href
}

/** Checks a feed's first URL by the same rules. @throws {UrlRefusedError} If one is broken. */
export function checkSeed(seed: string, maxUrlLength: number): string {
  return resolveNextLink(seed, seed, { seed, maxUrlLength })
}
