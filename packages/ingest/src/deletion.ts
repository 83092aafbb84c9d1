import type { FeedItem } from '@as/feed-client'

/** What a `Delete` activity says: this object is no more. */
export interface Deletion {
  readonly objectId: string
  /** What stands for the object from then on, as JSON. */
  readonly tombstone: Uint8Array
}

/**
 * Reads a `Delete` activity, whose object is a Tombstone, the object that was, or only its id. What comes without a
 * Tombstone gets one, so that nothing of the object's content stays.
 *
 * @returns `undefined` for any other activity.
 * @see https://www.w3.org/TR/activitystreams-vocabulary/#dfn-tombstone
 */
export function deletionOf({ type, bytes, object }: FeedItem): Deletion | undefined {
  const types = typeof type === 'string' ? [type] : (type ?? [])
  if (!types.includes('Delete')) return undefined
  const activity = JSON.parse(Buffer.from(bytes).toString()) as { object?: unknown; published?: unknown }
  if (object && isTombstone(activity.object)) return { objectId: object.id, tombstone: object.bytes }
  const objectId = object?.id ?? activity.object
  if (typeof objectId !== 'string' || objectId === '') return undefined
  const deleted = typeof activity.published === 'string' ? { deleted: activity.published } : {}
  return { objectId, tombstone: Buffer.from(JSON.stringify({ id: objectId, type: 'Tombstone', ...deleted })) }
}

function isTombstone(object: unknown): boolean {
  const type = (object as { type?: unknown } | null)?.type
  return type === 'Tombstone' || (Array.isArray(type) && type.includes('Tombstone'))
}
