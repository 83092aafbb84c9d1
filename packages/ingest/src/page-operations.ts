import type { FeedItem } from '@as/feed-client'
import { type Generation, type IndexOperation, writeAlias } from '@as/index-swapper'
import { deletionsOf } from './deletion.ts'
import type { NextVersion } from './document-version.ts'
import { objectsOf } from './objects-of.ts'

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
  const targets = generations.map((generation) => ({
    activities: targetOf(generation, 'activities'),
    objects: targetOf(generation, 'objects'),
  }))
  const deleted = new Map<string, string>()
  const operations = items.flatMap((item) => {
    const version = nextVersion()
    const deletions = deletionsOf(item)
    for (const { objectId } of deletions ?? []) deleted.set(objectId, version)
    const objects = deletions?.map(({ objectId: id, tombstone: bytes }) => ({ id, bytes })) ?? objectsOf(item)
    const about = { version, origin: url }
    return targets.flatMap(({ activities, objects: beside }): IndexOperation[] => [
      { ...activities, ...about, id: item.id, source: item.bytes },
      ...objects.map(({ id, bytes }) => ({ ...beside, ...about, id, source: bytes })),
    ])
  })
  return { operations, deleted }
}

function targetOf(
  { indexes, lenient, token }: Generation,
  alias: 'activities' | 'objects',
): Pick<IndexOperation, 'alias' | 'lenient'> {
  return { alias: writeAlias(indexes[alias] ?? '', token), lenient: lenient?.[alias] }
}
