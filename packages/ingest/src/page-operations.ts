import type { FeedItem } from '@as/feed-client'
import { type Generation, type IndexOperation, writeAlias } from '@as/index-swapper'
import { deletionOf } from './deletion.ts'
import type { NextVersion } from './document-version.ts'

/** What to do about the items of one page. */
export interface PageOperations {
  readonly operations: readonly IndexOperation[]
  /** Object id → the version of the activity on this page that deleted it. */
  readonly deleted: ReadonlyMap<string, string>
}

/**
 * What to index for the items of one page, in the order of the page: each activity, and what it is about. An object
 * that several activities are about gets a greater version each time, so the latest activity's stays. What a `Delete` is
 * about becomes a Tombstone.
 *
 * @param generations Where to: the live one, the one that is being filled, or both.
 */
export function pageOperations(
  items: readonly FeedItem[],
  { url, generations, nextVersion }: { url: string; generations: readonly Generation[]; nextVersion: NextVersion },
): PageOperations {
  const targets = generations.map(({ indexes, token }) => ({
    activities: indexes.activities && writeAlias(indexes.activities, token),
    objects: indexes.objects && writeAlias(indexes.objects, token),
  }))
  const deleted = new Map<string, string>()
  const operations = items.flatMap((item) => {
    const version = nextVersion()
    const deletion = deletionOf(item)
    if (deletion) deleted.set(deletion.objectId, version)
    const object = deletion ? { id: deletion.objectId, bytes: deletion.tombstone } : item.object
    return targets.flatMap(({ activities, objects }): IndexOperation[] => [
      ...(activities ? [{ alias: activities, id: item.id, version, source: item.bytes, origin: url }] : []),
      ...(objects && object ? [{ alias: objects, id: object.id, version, source: object.bytes, origin: url }] : []),
    ])
  })
  return { operations, deleted }
}
