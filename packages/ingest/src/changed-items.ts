import { hash } from 'node:crypto'
import type { FeedItem } from '@as/feed-client'

/** Tells which items of a page are new or other than when they were last confirmed. */
export interface ChangedItems {
  of(items: readonly FeedItem[]): FeedItem[]
  /** These items are indexed: until others are confirmed, the same bytes are no news. */
  confirm(items: readonly FeedItem[]): void
}

/** Keeps the tail from indexing its last page again each second. Remembers one page's items, as digests. */
export function createChangedItems(): ChangedItems {
  let digests = new Map<string, string>()
  const digest = ({ bytes }: FeedItem) => hash('sha1', bytes)
  return {
    of: (items) => items.filter((item) => digests.get(item.id) !== digest(item)),
    confirm(items) {
      digests = new Map(items.map((item) => [item.id, digest(item)]))
    },
  }
}
