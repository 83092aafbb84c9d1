import type { Activity, As2Object, Entity, Link } from './entities.ts'
import { isJsonObject } from './json-object.ts'

/**
 * One page of a feed, oldest activity first:
 * `{ "@context": […], "type": "Collection", "orderedItems": […], "next": "https://…" }`.
 */
export interface ActivityPage<Item = Activity> extends Entity {
  orderedItems?: readonly Item[] | null | undefined
  /** Where some sources put them. `orderedItems` counts when both are there. */
  items?: readonly Item[] | null | undefined
  /** The page after this one. Absent or null on the last page. */
  next?: string | Link | As2Object | null | undefined
}

/** The activities of a page, whichever property holds them. */
export function itemsOf<Item>(page: ActivityPage<Item>): readonly Item[] {
  return page.orderedItems ?? page.items ?? []
}

/**
 * The URL of the page after this one as the source wrote it, whether `next` is the URL, a Link to the page or the page
 * itself.
 *
 * @returns `undefined` on the last page.
 */
export function nextOf({ next }: ActivityPage<unknown>): string | undefined {
  const url: unknown = isJsonObject(next) ? (next.href ?? next.id) : next
  return typeof url === 'string' && url !== '' ? url : undefined
}
