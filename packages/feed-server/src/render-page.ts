import type { Context } from '@as/as2-schema'
import { PageTooLargeError } from './errors.ts'
import type { SourcePage } from './feed-source.ts'
import { serialiseItem } from './serialise-item.ts'

/** The media type of a page. Collectors written before there was another look for it. */
export const pageContentType = 'application/json; charset=utf-8'

/**
 * The bytes of a page: `{"@context":…,"type":"Collection","orderedItems":[…],"next":"…"}` [P2].
 *
 * @param next The next page's URL; left out when `undefined` [P5].
 * @throws {FeedItemError} If an item does not serialise to a JSON object.
 * @throws {PageTooLargeError} If there are more than `maxBytes` of them.
 */
export function renderPage(
  { items }: Pick<SourcePage, 'items'>,
  { context, next, maxBytes }: { context: Context; next: string | undefined; maxBytes: number },
): Uint8Array<ArrayBuffer> {
  const head = `{"@context":${JSON.stringify(context)},"type":"Collection","orderedItems":[`
  const tail = next === undefined ? ']}' : `],"next":${JSON.stringify(next)}}`
  const body = new TextEncoder().encode(head + items.map(serialiseItem).join(',') + tail)
  if (body.byteLength > maxBytes) throw new PageTooLargeError(body.byteLength, maxBytes)
  return body
}
