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
  const operations: IndexOperation[] = []
  const deleted = new Map<string, string>()
  for (const item of items) {
    const version = nextVersion()
    const deletions = deletionsOf(item)
    for (const { objectId } of deletions ?? []) deleted.set(objectId, version)
    const objects = deletions?.map(({ objectId: id, tombstone: bytes }) => ({ id, bytes })) ?? objectsOf(item)
    for (const { activities, objects: beside } of targets) {
      operations.push(operationOn(activities, item, version, url))
      for (const object of objects) operations.push(operationOn(beside, object, version, url))
    }
  }
  return { operations, deleted }
}

type Target = Pick<IndexOperation, 'alias' | 'lenient'>

function operationOn(
  { alias, lenient }: Target,
  { id, bytes: source }: Pick<FeedItem, 'id' | 'bytes'>,
  version: string,
  origin: string,
): IndexOperation {
  return { alias, lenient, id, version, source, origin }
}

function targetOf({ indexes, lenient, token }: Generation, alias: 'activities' | 'objects'): Target {
  return { alias: writeAlias(indexes[alias] ?? '', token), lenient: lenient?.[alias] }
}
