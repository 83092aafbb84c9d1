import { crc32 } from 'node:zlib'
import type { FeedItem } from '@as/feed-client'
import type { Generation } from '@as/index-swapper'
import { createSeenFilter, type SeenFilter } from './seen-filter.ts'

/**
 * Counts the activities of a pass that readers have not seen as they are: those it adds and those it changes. What they
 * have seen is remembered as checksums, some three bytes an activity, from one published pass to the next.
 */
export interface FreshActivities {
  /** A pass begins, while readers see this generation. */
  begin(live: Generation | undefined): FreshInPass
  /** The tail makes these visible, also while a pass runs. */
  tailSaw(items: readonly Seen[]): void
}

export interface FreshInPass {
  saw(items: readonly Seen[]): void
  /** An activity that `saw` was told of, which the index did not take. */
  refused(item: Seen): void
  /** About how many; `undefined` where nobody remembers what readers see. */
  readonly count: number | undefined
  /** Readers see what this pass has filled. */
  published(generation: Generation): void
}

type Seen = Pick<FeedItem, 'bytes'>

export function createFreshActivities(): FreshActivities {
  let visible: { readonly of: Generation['indexes']; readonly seen: SeenFilter } | undefined
  let pass: { readonly before: SeenFilter | undefined; readonly seen: SeenFilter; count: number } | undefined
  return {
    begin(live) {
      // somebody may have approved another, or put one back
      const known = visible?.of === live?.indexes ? visible?.seen : undefined
      const before = live ? known : createSeenFilter()
      const own = { before, seen: createSeenFilter(before?.size), count: 0 }
      pass = own
      return {
        saw(items) {
          for (const sum of items.map(checksum)) {
            if (own.seen.add(sum) && before && !before.has(sum)) own.count += 1
          }
        },
        refused(item) {
          if (before && !before.has(checksum(item))) own.count = Math.max(0, own.count - 1)
        },
        get count() {
          return before && own.count
        },
        published({ indexes }) {
          visible = { of: indexes, seen: own.seen }
          pass = undefined
        },
      }
    },
    tailSaw(items) {
      for (const sum of items.map(checksum)) {
        const before = pass ? pass.before : visible?.seen
        // the pass was faster, but readers see it by the tail
        if (pass?.before && pass.seen.has(sum) && !pass.before.has(sum)) pass.count -= 1
        pass?.seen.add(sum)
        before?.add(sum)
      }
    },
  }
}

/** The id is among the bytes. */
function checksum({ bytes }: Seen): number {
  return crc32(bytes)
}
