import { type Page, readPage } from './page.ts'
import type { ProbeRequest, Recorded } from './probe.ts'

/** Why a reading ended. */
type ReadingEnd =
  | { readonly type: 'last-page' }
  /** There is more, but this is enough for a test. */
  | { readonly type: 'enough' }
  | { readonly type: 'loop'; readonly url: string }
  | { readonly type: 'bad-next'; readonly url: string }
  /** Credentials are for one origin: no other is asked. */
  | { readonly type: 'other-origin'; readonly url: string; readonly next: string }
  | { readonly type: 'no-page'; readonly url: string; readonly fault: string }

/** The pages from one URL on, as far as `next` leads. */
export interface Reading {
  readonly pages: readonly Page[]
  readonly end: ReadingEnd
  /** The last answer, where it was no page. */
  readonly failed: Recorded | undefined
}

/** Follows `next` from page to page, as it is, to the last page or the first thing that is wrong. */
export async function readOn(
  start: string,
  options: { readonly maxPages: number; readonly request: (request: ProbeRequest) => Promise<Recorded> },
): Promise<Reading> {
  const pages: Page[] = []
  const seen = new Set<string>()
  let url = start
  while (pages.length < options.maxPages) {
    seen.add(url)
    const exchange = await options.request({ url })
    const page = readPage(exchange)
    if (typeof page === 'string') return { pages, end: { type: 'no-page', url, fault: page }, failed: exchange }
    pages.push(page)
    const { next } = page
    if (next === undefined) return ended(pages, { type: 'last-page' })
    if (typeof next !== 'string' || !/^https?:\/\//.test(next) || !URL.canParse(next)) {
      return ended(pages, { type: 'bad-next', url })
    }
    if (new URL(next).origin !== new URL(start).origin) return ended(pages, { type: 'other-origin', url, next })
    // a page that names itself is a last page to some collectors
    if (seen.has(next)) return ended(pages, { type: 'loop', url: next })
    url = next
  }
  return ended(pages, { type: 'enough' })
}

function ended(pages: readonly Page[], end: ReadingEnd): Reading {
  return { pages, end, failed: undefined }
}

/** Every id of a reading, in order. */
export function idsOf({ pages }: Reading): string[] {
  return pages.flatMap(({ ids }) => ids)
}

/** The URL of the last page, from which a collector reads on. */
export function tailOf({ pages }: Reading): string | undefined {
  return pages.at(-1)?.exchange.url
}
