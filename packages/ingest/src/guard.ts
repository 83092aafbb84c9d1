/** When a filled generation is held instead of published. A generation is held only where share and count are both passed. */
export interface GuardLimits {
  /** Share of the live documents that may disappear: default 0.5. */
  readonly removedShare: number
  /** Live documents that may disappear: default 500. */
  readonly removedCount: number
  /** Share of a pass's documents that may be refused: default 0.01. */
  readonly refusedShare: number
  /** Documents of a pass that may be refused: default 100. */
  readonly refusedCount: number
  /** How many passes in a row have to say the same before it is believed, and published: default 3. */
  readonly agreeingPasses: number
}

export const defaultGuardLimits: GuardLimits = {
  removedShare: 0.5,
  removedCount: 500,
  refusedShare: 0.01,
  refusedCount: 100,
  agreeingPasses: 3,
}

/** What publishing a generation would change, in activities. */
export interface Difference {
  /** In the live generation. */
  readonly live: number
  /** In the new one. */
  readonly next: number
  /** In the live one and not in the new one; an estimate within a few percent where there are many. */
  readonly removed: number
  /** Records and documents of the pass that could not be read or indexed. */
  readonly refused: number
}

/** What the guard found wrong with a generation. */
export type GuardFinding = 'removes-too-much' | 'refuses-too-much'

/**
 * Judges a generation before it is published. Pure. A source that answers empty, or half, or with what the index cannot
 * take, must not wipe what readers see.
 *
 * @returns Why to hold it, or `undefined` to publish it.
 */
export function findFault({ live, next, removed, refused }: Difference, limits: GuardLimits): GuardFinding | undefined {
  if (live === 0) return undefined
  if (removed > limits.removedCount && removed > limits.removedShare * live) return 'removes-too-much'
  if (refused > limits.refusedCount && refused > limits.refusedShare * (next + refused)) return 'refuses-too-much'
  return undefined
}

/** An estimate of how many ids two generations have together is at most this share beside the truth: far more than it ever was. */
const ESTIMATE_ERROR = 0.03

/**
 * Whether an estimate of what would be removed is too near to the limit to be judged by. Pure.
 *
 * @param difference `removed` is an estimate, the rest is exact.
 */
export function isCloseCall(
  { live, next, removed }: Omit<Difference, 'refused'>,
  { removedShare, removedCount }: GuardLimits,
): boolean {
  const limit = Math.max(removedCount, removedShare * live)
  // what the numbers alone say
  const isCertain = live <= limit || live - next > limit
  return !isCertain && Math.abs(removed - limit) <= ESTIMATE_ERROR * (live + next)
}

/** The finding as a sentence for people. */
export function explainFinding(finding: GuardFinding, { live, next, removed, refused }: Difference): string {
  switch (finding) {
    case 'removes-too-much':
      return `it would remove ${removed} of ${live} activities, leaving ${next}`
    case 'refuses-too-much':
      return `${refused} documents could not be indexed, beside ${next} that could`
  }
}
