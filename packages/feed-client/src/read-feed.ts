import { LoopError, TooManyPagesError } from './errors.ts'
import type { FeedClientLimits } from './limits.ts'
import { resolveLimits } from './limits.ts'
import type { UrlRules } from './next-link.ts'
import { checkSeed, resolveNextLink } from './next-link.ts'
import type { PageRequester } from './page-requester.ts'
import type { FeedItem, RejectedItem, SourceFormat } from './source-format.ts'

/** One page of a feed. */
export interface FeedPage {
  /** The URL that was asked for: ask for it again to see what was added. */
  readonly url: string
  readonly items: readonly FeedItem[]
  /** Records that are no activities. */
  readonly rejected: readonly RejectedItem[]
  /** The next page's URL, absolute and checked; undefined on the last page. */
  readonly next: string | undefined
  /** The decompressed body's size. */
  readonly bodyBytes: number
  /** How long the request took, without what readers and waits took, in milliseconds. */
  readonly fetchMs: number
  /** True if the source said that the page is as `recall` remembers it: then `items` is empty. */
  readonly unchanged: boolean
  /** To recall this page by in the next pass; undefined if the source gives none. */
  readonly etag: string | undefined
}

/** What is remembered of a page from an earlier pass. */
export interface RecalledPage {
  readonly etag: string
  /** {@link FeedPage.next} of that time. */
  readonly next: string | undefined
}

export interface ReadFeedOptions {
  /** The feed's first URL. */
  readonly seed: string
  readonly format: SourceFormat
  readonly requestPage: PageRequester
  /** Ends the reading at once; the generator then throws the signal's reason. */
  readonly signal: AbortSignal
  /** Further origins that `next` and redirects may lead to, as `https://archive.example`; they get the credentials, too. */
  readonly allowedOrigins?: readonly string[] | undefined
  readonly limits?: Partial<FeedClientLimits> | undefined
  /** Looks up a page of an earlier pass, so that the source need not send it again while it is unchanged. */
  readonly recall?: ((url: string) => RecalledPage | undefined | Promise<RecalledPage | undefined>) | undefined
}

/**
 * Reads a feed once: from its seed from page to page, each only when the reader asks for it, until a page names no next
 * one, or itself. Nothing is tried twice: after a failure the reader decides, starting again or going on from the last
 * page's `next`.
 *
 * @throws {FeedClientError} If a page cannot be read, leads where it must not, or leads back.
 * @example
 * for await (const page of readFeed({ seed, format: as2Format, requestPage, signal })) {
 *   for (const item of page.items) console.log(item.id)
 * }
 */
export async function* readFeed(options: ReadFeedOptions): AsyncGenerator<FeedPage, void, undefined> {
  const { requestPage, signal, recall, allowedOrigins } = options
  const limits = resolveLimits(options.limits)
  const seed = checkSeed(options.seed, limits.maxUrlLength)
  const rules: UrlRules = { seed, allowedOrigins, maxUrlLength: limits.maxUrlLength }
  const read = new Set<string>()
  let url = seed
  for (let pages = 0; pages < limits.maxPages; pages += 1) {
    signal.throwIfAborted()
    const recalled = await recall?.(url)
    const response = await requestPage(url, { signal, etag: recalled?.etag, seed, allowedOrigins })
    if (response.url !== url && read.has(response.url)) throw new LoopError(url, response.url)
    read.add(url).add(response.url)
    const { fetchMs } = response
    let link: string | undefined
    let page: Omit<FeedPage, 'next'>
    if (response.status === 'unchanged') {
      if (!recalled) throw new TypeError(`requestPage() says unchanged of a page that was not recalled: ${url}`)
      link = recalled.next
      page = { url, items: [], rejected: [], bodyBytes: 0, fetchMs, unchanged: true, etag: recalled.etag }
    } else {
      const { body, etag } = response
      const { items, rejected, next } = options.format.processPage(body, { url, maxNesting: limits.maxNesting })
      link = next
      page = { url, items, rejected, bodyBytes: body.length, fetchMs, unchanged: false, etag }
    }
    const next = link === undefined ? undefined : resolveNextLink(link, response.url, rules)
    const isLast = next === undefined || next === url || next === response.url
    if (!isLast && read.has(next)) throw new LoopError(url, next)
    yield { ...page, next: isLast ? undefined : next }
    if (isLast) return
    url = next
  }
  throw new TooManyPagesError(url, limits.maxPages)
}
