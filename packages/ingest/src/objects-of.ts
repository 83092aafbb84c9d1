import type { FeedItem } from '@as/feed-client'
import { elementsOf } from './json-elements.ts'

/** What an activity is about, and its JSON as the source sent it. */
export interface ActivityObject {
  readonly id: string
  readonly bytes: Uint8Array
}

/** OpenSearch's bound for a document id, in bytes of UTF-8. */
const MAX_ID_BYTES = 512

/**
 * The objects of an activity: its `object`, or each in the list that it is, where it has a usable id. A link is none.
 */
export function objectsOf({ object, bytes }: FeedItem): readonly ActivityObject[] {
  if (object) return [object]
  return elementsOf(bytes, 'object').flatMap((element) => {
    if (element[0] !== 0x7b) return []
    const { id } = JSON.parse(Buffer.from(element).toString()) as { id?: unknown }
    return isUsableId(id) ? [{ id, bytes: element }] : []
  })
}

export function isUsableId(id: unknown): id is string {
  return typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= MAX_ID_BYTES && id.isWellFormed()
}
