import { hash } from 'node:crypto'
import type { FeedPage, RecalledPage } from './read-page.ts'
import type { FeedItem, RejectedItem } from './source-format.ts'

/** Remembers the newest pages of a feed, so that only what is new on them is given again. */
export interface TailMemory {
  recall(url: string): RecalledPage | undefined
  /**
   * The page with only those items and rejections that are new, or other than when it was remembered; the page itself
   * where it was not; undefined if nothing is new.
   */
  newOn(page: FeedPage): FeedPage | undefined
  remember(page: FeedPage): void
  /** Forgets all other pages. */
  keepOnly(urls: readonly (string | undefined)[]): void
}

interface Remembered {
  readonly recalled: RecalledPage | undefined
  readonly items: ReadonlyMap<string, string>
  readonly rejected: ReadonlySet<string>
}

/** Keeps items as digests: what a page holds in memory is small beside the page. */
export function createTailMemory(): TailMemory {
  const pages = new Map<string, Remembered>()
  return {
    recall: (url) => pages.get(url)?.recalled,
    newOn(page) {
      const known = pages.get(page.url)
      if (!known) return page
      const items = page.items.filter((item) => known.items.get(item.id) !== digest(item))
      const rejected = page.rejected.filter((each) => !known.rejected.has(keyOf(each)))
      return items.length > 0 || rejected.length > 0 ? { ...page, items, rejected } : undefined
    },
    remember({ url, items, rejected, etag, next, previous, unchanged }) {
      if (unchanged) return
      pages.set(url, {
        recalled: etag === undefined ? undefined : { etag, next, previous },
        items: new Map(items.map((item) => [item.id, digest(item)])),
        rejected: new Set(rejected.map(keyOf)),
      })
    },
    keepOnly(urls) {
      for (const url of pages.keys()) if (!urls.includes(url)) pages.delete(url)
    },
  }
}

function digest({ bytes }: FeedItem): string {
  return hash('sha1', bytes, 'base64')
}

function keyOf({ index, reason }: RejectedItem): string {
  return `${index} ${reason}`
}
