import { type Rendered, rendered } from './answer-body.ts'
import { CursorTooLongError } from './errors.ts'
import type { ResolvedOptions } from './feed-handler-options.ts'
import type { FeedLocation, FeedUrls } from './feed-location.ts'
import type { SourcePage } from './feed-source.ts'
import type { PageLinks } from './page-links.ts'
import type { PlacedPage } from './read-place.ts'
import { renderAtom } from './render-atom.ts'
import { renderOrderedCollection, renderOrderedCollectionPage } from './render-ordered-collection.ts'
import { encodeBody, renderPage } from './render-page.ts'
import { contentTypes, type Representation, representations } from './representation.ts'

/** No cursor of a source may be longer: it has to fit into URLs. */
export const maxCursorLength = 1024

/** A page's bodies are kept as long as the page is, for so many URLs that lead to it. */
const maxUrlsKept = 8

/** What a request asks for. */
export interface Asked {
  readonly location: FeedLocation
  readonly representation: Representation
  readonly url: URL
  readonly urls: FeedUrls
}

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
  const bodies = new WeakMap<SourcePage, Map<string, RenderedPage>>()
  const lastOf = (urls: FeedUrls) => (source.lastPlace ? urls.view('last') : undefined)

  function render(placed: PlacedPage, asked: Asked): RenderedPage {
    const { page } = placed
    const { location, representation } = asked
    const { items, nextCursor } = page
    const hasNext = items.length > 0 && nextCursor !== undefined
    if (hasNext && nextCursor.length > maxCursorLength) throw new CursorTooLongError(nextCursor.length, maxCursorLength)
    const isFull = hasNext && items.length >= pageSize
    const isClosed = source.appendOnly === true && isFull && location.view !== 'last'
    const text = renderText(placed, asked, { next: hasNext ? asked.urls.page(nextCursor) : undefined, isClosed })
    return { rendered: body(text, representation, asked.urls), hasNext, isClosed }
  }

  function renderText(
    { page, cursor, previous }: PlacedPage,
    { representation, url, urls }: Asked,
    { next, isClosed }: { next: string | undefined; isClosed: boolean },
  ): string {
    if (representation === 'collection') return renderPage(page, { context, next })
    const links: PageLinks = {
      self: representation === 'as2' ? urls.page(cursor) : url.href,
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

  function body(text: string, representation: Representation, urls: FeedUrls): Rendered {
    const alternates = representations
      .filter((other) => other !== representation)
      .map((other) => `<${urls.inFormat(other)}>; rel="alternate"; type="${contentTypes[other].split(';')[0]}"`)
    const headers = {
      link: alternates.join(', '),
      ...(tombstoneRetentionSeconds !== undefined && { 'tombstone-retention': `${tombstoneRetentionSeconds}` }),
    }
    return rendered(encodeBody(text, maxPageBytes), { contentType: contentTypes[representation], headers })
  }

  return {
    page(placed, asked) {
      const known = bodies.get(placed.page) ?? new Map<string, RenderedPage>()
      const key = `${asked.representation} ${asked.url.href}`
      const made = known.get(key) ?? render(placed, asked)
      if (known.size >= maxUrlsKept) known.clear() // anybody can write further parameters into a URL
      bodies.set(placed.page, known.set(key, made))
      return made
    },
    feed(totalItems, { urls }) {
      const links = { feed: urls.feed, first: urls.view('first'), last: lastOf(urls) }
      const text = renderOrderedCollection({ context, links, totalItems })
      return body(text, 'as2', urls)
    },
  }
}
