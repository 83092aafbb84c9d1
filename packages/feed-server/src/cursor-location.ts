import { FeedOptionError } from './errors.ts'

/** Where a feed's URLs carry the cursor. Both depend on nothing but their arguments: what they give is remembered. */
export interface CursorLocation {
  /** The cursor in a URL: `{ cursor: undefined }` is the start of the feed. `undefined` when the URL is not the feed's. */
  read(url: URL): { readonly cursor: string | undefined } | undefined
  /** The URL of the page at a cursor, made from the URL of another page; of the start of the feed without a cursor. */
  write(url: URL, cursor: string | undefined): URL
}

/**
 * The cursor as a parameter of the query, on whatever path the handler is mounted; other parameters are kept from page
 * to page: `/feed?kind=order` → `/feed?kind=order&cursor=200`.
 *
 * @param name The parameter's name, other than `view` and `format`, which have meanings of their own. Default `cursor`.
 * @throws {FeedOptionError} If it is one of those.
 */
export function queryCursor(name = 'cursor'): CursorLocation {
  if (name === 'view' || name === 'format') {
    throw new FeedOptionError(`Cannot keep the cursor in "${name}": that parameter has a meaning; take another name`)
  }
  return {
    read: (url) => ({ cursor: url.searchParams.get(name) ?? undefined }),
    write(url, cursor) {
      const next = new URL(url)
      if (cursor === undefined) next.searchParams.delete(name)
      else next.searchParams.set(name, cursor)
      return next
    },
  }
}

/**
 * The cursor as the last segment of the path, below a base: with base `/feed/`, `/feed` → `/feed/200`. The query is
 * kept from page to page. Paths elsewhere are not the feed's.
 *
 * @param base Starts and ends with a slash. Default `/`.
 * @throws {FeedOptionError} If it does not.
 */
export function pathCursor(base = '/'): CursorLocation {
  if (!/^\/(?:.*\/)?$/.test(base)) {
    throw new FeedOptionError(`Cannot use path "${base}": it must start and end with a slash`)
  }
  return {
    read({ pathname }) {
      if (`${pathname}/` === base) return { cursor: undefined }
      if (!pathname.startsWith(base)) return undefined
      const segment = pathname.slice(base.length)
      if (segment.includes('/')) return undefined
      if (segment === '') return { cursor: undefined }
      try {
        return { cursor: decodeURIComponent(segment) }
      } catch {
        return undefined // not UTF-8: none of our URLs
      }
    },
    write(url, cursor) {
      const next = new URL(url)
      next.pathname = cursor === undefined ? base.replace(/(?<=.)\/$/, '') : base + encodeURIComponent(cursor)
      return next
    },
  }
}
