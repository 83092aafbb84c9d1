import type { Context } from '@as/as2-schema'
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
  const texts = items.map(serialiseItem)
  // joined in one go: what is put together from parts has to be copied once more
  return texts.length === 0 ? head + tail : joined(head, texts, tail)
}

function joined(head: string, texts: string[], tail: string): string {
  texts[0] = head + texts[0]
  texts.push(`${texts.pop()}${tail}`)
  return texts.join(',')
}
