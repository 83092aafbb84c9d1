import type { Context } from '@as/as2-schema'
import type { SourcePage } from './feed-source.ts'
import type { PageLinks } from './page-links.ts'
import { serialiseItem } from './serialise-item.ts'

/**
 * The text of the feed as a whole: `{"@context":…,"id":…,"type":"OrderedCollection","totalItems":…,"first":…,"last":…}`.
 * AS2 Core §5.
 */
export function renderOrderedCollection({
  context,
  links,
  totalItems,
}: {
  context: Context
  links: Pick<PageLinks, 'feed' | 'first' | 'last'>
  totalItems: number | undefined
}): string {
  const { feed: id, first, last } = links
  return JSON.stringify({ '@context': context, id, type: 'OrderedCollection', totalItems, first, last })
}

/**
 * The text of one of its pages: an `OrderedCollectionPage` with `partOf`, `first`, `last`, `prev` and `next`, as far as
 * there are such. AS2 Core §5.2.
 *
 * @throws {FeedItemError} If an item does not serialise to a JSON object.
 */
export function renderOrderedCollectionPage(
  { items }: Pick<SourcePage, 'items'>,
  { context, links }: { context: Context; links: PageLinks },
): string {
  const { self: id, feed: partOf, first, last, previous: prev, next } = links
  const page = { '@context': context, id, type: 'OrderedCollectionPage', partOf, first, last, prev, next }
  return `${JSON.stringify(page).slice(0, -1)},"orderedItems":[${items.map(serialiseItem).join(',')}]}`
}
