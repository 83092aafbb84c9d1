import type { Generation } from '@as/index-swapper'
import type { ActivityChecksum } from './activity-checksum.ts'
import { createSeenFilter, type SeenFilter } from './seen-filter.ts'

/**
 * Counts the activities of a pass that readers have not seen as they are: those it adds and those it changes. What they
 * have seen is remembered as checksums, some three bytes an activity, from one published pass to the next.
 */
export interface FreshActivities {
  /** A pass begins, while readers see this generation. */
  begin(live: Generation | undefined): FreshInPass
  /** The tail makes these visible, also while a pass runs. */
  tailSaw(sums: readonly ActivityChecksum[]): void
}

export interface FreshInPass {
  saw(sums: readonly ActivityChecksum[]): void
  /** An activity that `saw` was told of, which the index did not take. */
  refused(sum: ActivityChecksum): void
  /** About how many; `undefined` where nobody remembers what readers see. */
  readonly count: number | undefined
  /** Readers see what this pass has filled. */
  published(generation: Generation): void
}

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
        saw(sums) {
          for (const sum of sums) {
            if (own.seen.add(sum) && before && !before.has(sum)) own.count += 1
          }
        },
        refused(sum) {
          if (before && !before.has(sum)) own.count = Math.max(0, own.count - 1)
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
    tailSaw(sums) {
      for (const sum of sums) {
        const before = pass ? pass.before : visible?.seen
        // the pass was faster, but readers see it by the tail
        if (pass?.before && pass.seen.has(sum) && !pass.before.has(sum)) pass.count -= 1
        pass?.seen.add(sum)
        before?.add(sum)
      }
    },
  }
}
