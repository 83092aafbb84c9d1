import type { FeedItem } from '@as/feed-client'
import { type Generation, type IndexOperation, writeAlias } from '@as/index-swapper'
import type { NextVersion } from './document-version.ts'

/**
 * What to index for the items of one page, in the order of the page: each activity, and what it is about. An object
 * that several activities are about gets a greater version each time, so the latest activity's stays.
 *
 * @param generations Where to: the live one, the one that is being filled, or both.
 */
export function pageOperations(
  items: readonly FeedItem[],
  { url, generations, nextVersion }: { url: string; generations: readonly Generation[]; nextVersion: NextVersion },
): IndexOperation[] {
  const targets = generations.map(({ indexes, token }) => ({
    activities: indexes.activities && writeAlias(indexes.activities, token),
    objects: indexes.objects && writeAlias(indexes.objects, token),
  }))
  return items.flatMap(({ id, bytes, object }) => {
    const version = nextVersion()
    return targets.flatMap(({ activities, objects }): IndexOperation[] => [
      ...(activities ? [{ alias: activities, id, version, source: bytes, origin: url }] : []),
      ...(objects && object ? [{ alias: objects, id: object.id, version, source: object.bytes, origin: url }] : []),
    ])
  })
}
