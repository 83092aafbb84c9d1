import type { CursorLocation } from './cursor-location.ts'
import { isRepresentation, type Representation } from './representation.ts'

/** What a URL of the feed asks for. */
export interface FeedLocation {
  /** `collection` is the feed as a whole; `last` the page of the newest activities, whichever that is. */
  readonly view: 'page' | 'first' | 'last'
  readonly cursor: string | undefined
  /** Where the URL itself names it, by `format`. */
  readonly format: Representation | undefined
}

/**
 * Reads a URL: the cursor where the feed keeps it, `view=first` or `view=last`, and `format=collection`, `as2` or `atom`.
 *
 * @returns `undefined` when the URL is none of the feed's.
 */
export function readLocation(url: URL, cursors: CursorLocation): FeedLocation | undefined {
  const place = cursors.read(url)
  const view = url.searchParams.get('view')
  const format = url.searchParams.get('format') ?? undefined
  if (!place || (format !== undefined && !isRepresentation(format))) return undefined
  if (view === null) return { view: 'page', cursor: place.cursor, format }
  if ((view !== 'first' && view !== 'last') || place.cursor !== undefined) return undefined
  return { view, cursor: undefined, format }
}

/** The URLs of a feed, each made from that of the request: other parameters are kept. */
export interface FeedUrls {
  /** The feed as a whole. */
  readonly feed: string
  /** What the feed is called by, however it was come by: its URL without a format. */
  readonly identity: string
  /** The page at a cursor, or the first. */
  page(cursor: string | undefined): string
  view(view: 'first' | 'last'): string
  /** The same place in another representation. */
  inFormat(format: Representation): string
}

export function feedUrls(url: URL, cursors: CursorLocation): FeedUrls {
  let made: URL | undefined
  let latest: { readonly cursor: string; readonly href: string } | undefined
  const bare = () => {
    if (made) return made
    made = cursors.write(url, undefined)
    made.searchParams.delete('view')
    return made
  }
  const view = (name: 'first' | 'last') => withParameter(bare(), 'view', name)
  return {
    get feed() {
      return bare().href
    },
    get identity() {
      const identity = new URL(bare())
      identity.searchParams.delete('format')
      return identity.href
    },
    page(cursor) {
      if (cursor === undefined) return view('first')
      // a full page leads to the same place each time
      if (latest?.cursor === cursor) return latest.href
      latest = { cursor, href: cursors.write(url.searchParams.has('view') ? bare() : url, cursor).href }
      return latest.href
    },
    view,
    inFormat: (format) => withParameter(url, 'format', format),
  }
}

function withParameter(url: URL, name: string, value: string): string {
  // appending is ten times as fast as having the URL written anew
  const { href, searchParams } = url
  if (!searchParams.has(name))
    return `${href}${href.endsWith('?') ? '' : url.search === '' ? '?' : '&'}${name}=${value}`
  const changed = new URL(url)
  changed.searchParams.set(name, value)
  return changed.href
}
