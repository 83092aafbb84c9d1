import { type Rendered, rendered } from './answer-body.ts'
import { CursorTooLongError, PageTooLargeError } from './errors.ts'
import type { ResolvedOptions } from './feed-handler-options.ts'
import type { FeedUrls } from './feed-location.ts'
import type { SourcePage } from './feed-source.ts'
import type { PageLinks } from './page-links.ts'
import type { PlacedPage } from './read-place.ts'
import type { Asked } from './read-target.ts'
import { renderAtom } from './render-atom.ts'
import { renderOrderedCollection, renderOrderedCollectionPage } from './render-ordered-collection.ts'
import { renderPage } from './render-page.ts'
import { contentTypes, representations } from './representation.ts'

/** No cursor of a source may be longer: it has to fit into URLs. */
export const maxCursorLength = 1024

/** A page's bodies are kept as long as the page is, for so many URLs that lead to it. */
const maxUrlsKept = 8

/** Bodies that were sent lately, with their tags and encodings: for a page that is rendered anew and is as it was. */
const latest = { max: 16, maxLength: 256 * 1024 }

export interface RenderedPage {
  readonly rendered: Rendered
  readonly hasNext: boolean
  /** Nothing of it will ever change. */
  readonly isClosed: boolean
}

export interface Renderer {
  /**
   * The body of a page. The same page for the same URL is rendered once: requests that were held together share it.
   *
   * @throws {FeedServerError} If it cannot be rendered, or is larger than allowed.
   */
  page(placed: PlacedPage, asked: Asked): RenderedPage
  /** The body that says where the feed's pages are. */
  feed(totalItems: number | undefined, asked: Asked): Rendered
}

type RenderOptions = Pick<
  ResolvedOptions,
  'source' | 'context' | 'atom' | 'pageSize' | 'maxPageBytes' | 'tombstoneRetentionSeconds'
>

export function createRenderer(options: RenderOptions): Renderer {
  const { source, context, atom, pageSize, maxPageBytes, tombstoneRetentionSeconds } = options
  const bodies = new WeakMap<SourcePage, { readonly key: string; readonly made: RenderedPage }[]>()
  const lately = new Map<string, Rendered>()
  const lastOf = (urls: FeedUrls) => (source.lastPlace ? urls.view('last') : undefined)

  function render(placed: PlacedPage, asked: Asked): RenderedPage {
    const { page } = placed
    const { location } = asked
    const { items, nextCursor } = page
    const hasNext = items.length > 0 && nextCursor !== undefined
    if (hasNext && nextCursor.length > maxCursorLength) throw new CursorTooLongError(nextCursor.length, maxCursorLength)
    const isFull = hasNext && items.length >= pageSize
    const isClosed = source.appendOnly === true && isFull && location.view !== 'last'
    const text = renderText(placed, asked, { next: hasNext ? asked.urls.page(nextCursor) : undefined, isClosed })
    return { rendered: body(text, asked), hasNext, isClosed }
  }

  function renderText(
    { page, cursor, previous }: PlacedPage,
    { representation, href, urls }: Asked,
    { next, isClosed }: { next: string | undefined; isClosed: boolean },
  ): string {
    if (representation === 'collection') return renderPage(page, { context, next })
    const links: PageLinks = {
      self: representation === 'as2' ? urls.page(cursor) : href,
      feed: urls.feed,
      first: urls.view('first'),
      last: lastOf(urls),
      previous: previous && urls.page(previous.cursor),
      next,
    }
    if (representation === 'as2') return renderOrderedCollectionPage(page, { context, links })
    const isArchived = source.appendOnly === true
    const { id = urls.identity } = atom
    return renderAtom(page, { links, via: urls.inFormat('as2'), isArchived, isClosed }, { ...atom, id })
  }

  function body(text: string, asked: Asked): Rendered {
    const { key, representation } = asked
    const known = lately.get(key)
    if (known?.text === text) return known
    const byteLength = Buffer.byteLength(text)
    if (byteLength > maxPageBytes) throw new PageTooLargeError(byteLength, maxPageBytes)
    const headers = known?.headers ?? headersOf(asked)
    const made = rendered(text, { byteLength, contentType: contentTypes[representation], headers })
    if (key.length + text.length > latest.maxLength) lately.delete(key)
    else {
      const [oldest] = !known && lately.size >= latest.max ? lately.keys() : []
      if (oldest !== undefined) lately.delete(oldest)
      lately.set(key, made)
    }
    return made
  }

  function headersOf({ representation, urls }: Asked): Readonly<Record<string, string>> {
    const alternates = representations
      .filter((other) => other !== representation)
      .map((other) => `<${urls.inFormat(other)}>; rel="alternate"; type="${contentTypes[other].split(';')[0]}"`)
    return {
      link: alternates.join(', '),
      ...(tombstoneRetentionSeconds !== undefined && { 'tombstone-retention': `${tombstoneRetentionSeconds}` }),
    }
  }

  return {
    page(placed, asked) {
      const { page } = placed
      const { key } = asked
      const known = bodies.get(page)
      const before = known?.find((body) => body.key === key)
      if (before) return before.made
      const made = render(placed, asked)
      // anybody can write further parameters into a URL
      if (known && known.length < maxUrlsKept) known.push({ key, made })
      else bodies.set(page, [{ key, made }])
      return made
    },
    feed(totalItems, asked) {
      const { urls } = asked
      const links = { feed: urls.feed, first: urls.view('first'), last: lastOf(urls) }
      const text = renderOrderedCollection({ context, links, totalItems })
      return body(text, asked)
    },
  }
}
