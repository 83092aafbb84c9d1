import type { FeedClientLimits } from './limits.ts'
import { resolveLimits } from './limits.ts'
import { checkSeed } from './next-link.ts'
import type { PageRequester } from './page-requester.ts'
import type { FeedPage, PageSource, RecalledPage } from './read-page.ts'
import { readPage } from './read-page.ts'
import type { Pauses, RetryPolicy } from './retry-policy.ts'
import type { SourceFormat } from './source-format.ts'
import { walkFeed } from './walk-feed.ts'

/** What reading a feed and following it have in common. */
export interface FeedOptions extends Pauses {
  /** The feed's first URL; or, to go on from there, the `url` of a page that was read before. */
  readonly seed: string
  /** The `previous` of the page one goes on from, if it had any: walking back ends there, not at the beginning. */
  readonly since?: string | undefined
  readonly format: SourceFormat
  readonly requestPage: PageRequester
  /** Ends the reading at once; the generator then throws the signal's reason. */
  readonly signal: AbortSignal
  /** Further origins that `next` and redirects may lead to, as `https://archive.example`; they get the credentials, too. */
  readonly allowedOrigins?: readonly string[] | undefined
  readonly limits?: Partial<FeedClientLimits> | undefined
  /** How a page that could not be read is tried again. Default: not at all. */
  readonly retry?: RetryPolicy | undefined
}

export interface ReadFeedOptions extends FeedOptions {
  /** Looks up a page of an earlier pass, so that the source need not send it again while it is unchanged. */
  readonly recall?: ((url: string) => RecalledPage | undefined | Promise<RecalledPage | undefined>) | undefined
}

/**
 * Reads a feed once: from its seed from page to page, each only when the reader asks for it, until a page names no next
 * one, or itself. Where a format walks back from the seed to the beginning, that happens before the first page is given.
 * Nothing is tried twice unless `retry` says so: after a failure the reader decides, starting again or going on from
 * the last page's `next`.
 *
 * @throws {FeedClientError} If a page cannot be read, leads where it must not, or leads back.
 * @example
 * for await (const page of readFeed({ seed, format: as2Format, requestPage, signal })) {
 *   for (const item of page.items) console.log(item.id)
 * }
 */
export async function* readFeed(options: ReadFeedOptions): AsyncGenerator<FeedPage, void, undefined> {
  const { recall, since } = options
  const source = pageSource(options)
  const { limits, rules } = source
  const read = async (url: string) => {
    source.signal.throwIfAborted()
    return readPage(source, { url, recalled: await recall?.(url) })
  }
  yield* walkFeed(await read(rules.seed), { read, limits, since })
}

/** Checks the options and fills in defaults. @throws {UrlRefusedError} If the seed is none. */
export function pageSource(options: FeedOptions): PageSource {
  const { format, requestPage, signal, allowedOrigins, retry, sleep, random } = options
  const limits = resolveLimits(options.limits)
  const seed = checkSeed(options.seed, limits.maxUrlLength)
  const rules = { seed, allowedOrigins, maxUrlLength: limits.maxUrlLength }
  return { format, requestPage, signal, rules, limits, retry, sleep, random }
}
