import { createHash } from 'node:crypto'
import type { ActivityChecksum } from './activity-checksum.ts'

/** Tells which pages of a pass are other than in the pass before: their activities, at their URL. */
export interface PageDigests {
  /** @param sums Of the page's activities, in their order. */
  see(url: string, sums: readonly ActivityChecksum[]): void
  /** Pages that the pass before had not, or not as they are; `undefined` where there was none before. */
  readonly changed: number | undefined
  /** Whether every page is as it was in the pass before, and none is missing; unknown counts as changed. */
  readonly isSame: boolean
  /** For the pass after this one. */
  readonly seen: ReadonlySet<string>
  /** True if there were more pages than are remembered. */
  readonly isCut: boolean
}

/** Pages of one feed that are remembered, in some 4 MB; those beyond count as changed. */
const MAX_REMEMBERED = 50_000

/** @param before The digests of the pass before; only `seen` of it is kept. */
export function createPageDigests(
  before: Pick<PageDigests, 'seen' | 'isCut'> | undefined,
  maxRemembered: number = MAX_REMEMBERED,
): PageDigests {
  const seen = new Set<string>()
  let changed = 0
  let isCut = false
  return {
    see(url, sums) {
      const digest = createHash('sha1').update(`${url}\n`).update(Uint32Array.from(sums)).digest('base64')
      // a format that walks back may ask for a page twice
      if (seen.has(digest)) return
      if (!before?.seen.has(digest)) changed += 1
      if (seen.size < maxRemembered) seen.add(digest)
      else isCut = true
    },
    get changed() {
      return before && changed
    },
    get isSame() {
      return before !== undefined && !before.isCut && !isCut && changed === 0 && seen.size === before.seen.size
    },
    get isCut() {
      return isCut
    },
    seen,
  }
}
