import type { Activity } from '@as/as2-schema'

export interface DeletionOptions {
  /** What was deleted, e.g. `shop:order:1`. */
  readonly objectId: string
  /** When. */
  readonly deleted: Date | string
  /** What it was, e.g. `shop:Order`. */
  readonly formerType?: string | readonly string[]
  /** The activity's id. Default the object's with `:Delete` after it. */
  readonly id?: string
}

/**
 * The activity that says an object is no more: a `Delete` of a `Tombstone`, which has nothing left of the object but its
 * id and type. Serve it for as long as the feed's `deletions` option says. Activity Vocabulary §3.3.
 *
 * @throws {RangeError} If `deleted` is no date.
 */
export function deletion({ objectId, deleted, formerType, id = `${objectId}:Delete` }: DeletionOptions): Activity {
  const at = new Date(deleted).toISOString()
  return {
    id,
    type: 'Delete',
    published: at,
    object: {
      id: objectId,
      type: 'Tombstone',
      deleted: at,
      ...(formerType !== undefined && { formerType: typeof formerType === 'string' ? formerType : [...formerType] }),
    },
  }
}
