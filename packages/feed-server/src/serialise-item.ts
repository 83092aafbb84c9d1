import type { Activity } from '@as/as2-schema'
import { FeedItemError } from './errors.ts'

/**
 * The JSON text of one item.
 *
 * @throws {FeedItemError} If it has none, or one that is no object.
 */
export function serialiseItem(item: Activity | string, index: number): string {
  if (typeof item === 'string') return item
  let text: string | undefined
  try {
    text = JSON.stringify(item)
  } catch (cause) {
    throw new FeedItemError(index, { cause })
  }
  if (!text?.startsWith('{')) throw new FeedItemError(index)
  return text
}
