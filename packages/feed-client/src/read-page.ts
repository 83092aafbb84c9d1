import type { FeedClientLimits } from './limits.ts'
import type { UrlRules } from './next-link.ts'
import { resolveNextLink } from './next-link.ts'
import type { PageRequester, PageRequestOptions } from './page-requester.ts'
import type { Pauses, RetryPolicy } from './retry-policy.ts'
import { withRetries } from './retry-policy.ts'
import type { FeedItem, ProcessedPage, RejectedItem, SourceFormat } from './source-format.ts'

/** One page of a feed. */
export interface FeedPage {
  /** The URL that was asked for: ask for it again to see what was added. */
  readonly url: string
  readonly items: readonly FeedItem[]
  /** Records that are no activities. */
  readonly rejected: readonly RejectedItem[]
  /** The next page's URL, absolute and checked; undefined on the last page. */
  readonly next: string | undefined
  /** The page before, where a format walks back by such links; absolute and checked. */
  readonly previous: string | undefined
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
  /** {@link FeedPage.previous} of that time. Without it, a page of a format that walks back is asked for anew. */
  readonly previous?: string | undefined
}

/** A page, and what only the way from page to page needs to know. */
export interface ReadPage {
  readonly page: FeedPage
  /** Its URL after redirects. */
  readonly foundAt: string
  readonly preferenceApplied: string | undefined
}

/** What is the same for every page of a reading. */
export interface PageSource extends Pauses {
  readonly format: SourceFormat
  readonly requestPage: PageRequester
  readonly signal: AbortSignal
  readonly rules: UrlRules
  readonly limits: FeedClientLimits
  readonly retry: RetryPolicy | undefined
}

/** What is asked for. */
export interface PageQuestion extends Pick<PageRequestOptions, 'waitSeconds' | 'held'> {
  readonly url: string
  readonly recalled?: RecalledPage | undefined
}

/** Requests one page and reads it; both count as one try. @throws {FeedClientError} If that fails. */
export function readPage(source: PageSource, question: PageQuestion): Promise<ReadPage> {
  source.signal.throwIfAborted()
  return withRetries(() => attempt(source, question), source.retry, source)
}

async function attempt(source: PageSource, question: PageQuestion): Promise<ReadPage> {
  const { format, signal, rules } = source
  const { url, waitSeconds, held } = question
  const recalled = usable(question.recalled, format)
  const response = await source.requestPage(url, {
    signal,
    etag: recalled?.etag,
    seed: rules.seed,
    allowedOrigins: rules.allowedOrigins,
    ...(format.accept !== undefined && { accept: format.accept }),
    ...(waitSeconds !== undefined && { waitSeconds }),
    ...(held && { held }),
  })
  const { url: foundAt, fetchMs, preferenceApplied } = response
  const follow = (link: string | undefined) => {
    const target = link === undefined ? undefined : resolveNextLink(link, foundAt, rules)
    return target === url || target === foundAt ? undefined : target
  }
  if (response.status === 'unchanged') {
    if (!recalled) throw new TypeError(`requestPage() says unchanged of a page that was not recalled: ${url}`)
    const links = { next: follow(recalled.next), previous: follow(recalled.previous) }
    const { etag } = recalled
    const page = { url, items: [], rejected: [], ...links, bodyBytes: 0, fetchMs, unchanged: true, etag }
    return { page, foundAt, preferenceApplied }
  }
  const { body, etag } = response
  const { maxNesting, maxItems } = source.limits
  const { items, rejected, ...found }: ProcessedPage = format.processPage(body, {
    url,
    base: foundAt,
    maxNesting,
    maxItems,
  })
  const links = { next: follow(found.next), previous: follow(found.previous) }
  const page = { url, items, rejected, ...links, bodyBytes: body.length, fetchMs, unchanged: false, etag }
  return { page, foundAt, preferenceApplied }
}

function usable(recalled: RecalledPage | undefined, { walksBack = false }: SourceFormat): RecalledPage | undefined {
  return walksBack && recalled && !('previous' in recalled) ? undefined : recalled
}
