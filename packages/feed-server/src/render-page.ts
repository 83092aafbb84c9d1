import type { Context } from '@as/as2-schema'
import { PageTooLargeError } from './errors.ts'
import type { SourcePage } from './feed-source.ts'
import { serialiseItem } from './serialise-item.ts'

/**
 * The text of a plain page: `{"@context":…,"type":"Collection","orderedItems":[…],"next":"…"}` [P2].
 *
 * @param next The next page's URL; left out when `undefined` [P5].
 * @throws {FeedItemError} If an item does not serialise to a JSON object.
 */
export function renderPage(
  { items }: Pick<SourcePage, 'items'>,
  { context, next }: { context: Context; next: string | undefined },
): string {
  const head = `{"@context":${JSON.stringify(context)},"type":"Collection","orderedItems":[`
  const tail = next === undefined ? ']}' : `],"next":${JSON.stringify(next)}}`
  return head + items.map(serialiseItem).join(',') + tail
}

/**
 * The bytes of a body.
 *
 * @throws {PageTooLargeError} If there are more than `maxBytes` of them.
 */
export function encodeBody(text: string, maxBytes: number): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(text)
  if (body.byteLength > maxBytes) throw new PageTooLargeError(body.byteLength, maxBytes)
  return body
}
