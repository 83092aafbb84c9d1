import type { FeedItem } from '@as/feed-client'
import { isUsableId, objectsOf } from './objects-of.ts'

/** What a `Delete` activity says: this object is no more. */
export interface Deletion {
  readonly objectId: string
  /** What stands for the object from then on, as JSON. */
  readonly tombstone: Uint8Array
}

/**
 * Reads a `Delete` activity, whose object is a Tombstone, the object that was, only its id, or a list of these. What
 * comes without a Tombstone gets one, so that nothing of the object's content stays.
 *
 * @returns `undefined` for any other activity.
 * @see https://www.w3.org/TR/activitystreams-vocabulary/#dfn-tombstone
 */
export function deletionsOf(item: FeedItem): readonly Deletion[] | undefined {
  const { type } = item
  if (!(typeof type === 'string' ? type === 'Delete' : type?.includes('Delete'))) return undefined
  const activity = JSON.parse(Buffer.from(item.bytes).toString()) as { object?: unknown; published?: unknown }
  const deleted = typeof activity.published === 'string' ? { deleted: activity.published } : {}
  const sent = new Map(objectsOf(item).map(({ id, bytes }) => [id, bytes]))
  return [activity.object].flat().flatMap((object): Deletion[] => {
    const objectId = typeof object === 'string' ? object : (object as { id?: unknown } | null | undefined)?.id
    if (!isUsableId(objectId)) return []
    const bytes = isTombstone(object) ? sent.get(objectId) : undefined
    const made = () => Buffer.from(JSON.stringify({ id: objectId, type: 'Tombstone', ...deleted }))
    return [{ objectId, tombstone: bytes ?? made() }]
  })
}

function isTombstone(object: unknown): boolean {
  const type = (object as { type?: unknown } | null)?.type
  return type === 'Tombstone' || (Array.isArray(type) && type.includes('Tombstone'))
}
