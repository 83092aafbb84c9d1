import { hash } from 'node:crypto'
import type { FeedItem, FeedPage, RecalledPage, RejectedItem } from '@as/feed-client'

/** Tells what is new on the page at which the tail waits. */
export interface ChangedItems {
  /** Items and rejections that are new, or other than when the page was last remembered. */
  of(page: FeedPage): { items: FeedItem[]; rejected: RejectedItem[] }
  /** What this page holds is indexed: until another is remembered, the same bytes are no news. */
  remember(page: FeedPage): void
  /** So that a source with ETags need not send the remembered page again. */
  recall(url: string): RecalledPage | undefined
}

/** Keeps the tail from indexing its last page again each second. Remembers one page, its items as digests. */
export function createChangedItems(): ChangedItems {
  let digests = new Map<string, string>()
  let rejections = new Set<string>()
  let recalled: (RecalledPage & { url: string }) | undefined
  const digest = ({ bytes }: FeedItem) => hash('sha1', bytes)
  const key = ({ index, reason }: RejectedItem) => `${index} ${reason}`
  return {
    of: ({ items, rejected }) => ({
      items: items.filter((item) => digests.get(item.id) !== digest(item)),
      rejected: rejected.filter((item) => !rejections.has(key(item))),
    }),
    remember({ url, items, rejected, next, previous, etag, unchanged }) {
      if (unchanged) return
      digests = new Map(items.map((item) => [item.id, digest(item)]))
      rejections = new Set(rejected.map(key))
      recalled = etag === undefined ? undefined : { url, etag, next, previous }
    },
    recall: (url) => (recalled?.url === url ? recalled : undefined),
  }
}
