import type { SearchCluster } from './cluster.ts'
import { NothingToRollBackError } from './errors.ts'
import { type Generation, type IndexBlueprint, lenientIndexes } from './generation.ts'
import { markedGenerations } from './marked-generations.ts'
import { planPublication } from './plan-publication.ts'
import { swapAliases } from './swap-aliases.ts'

/** Who holds a family. */
export interface Holder {
  readonly family: string
  /** The aliases of its generations. */
  readonly aliases: readonly string[]
  readonly token: number
  /** What lenient indexes are made of, should the generation need one that it does not have. */
  readonly blueprints?: Readonly<Record<string, IndexBlueprint>>
}

/**
 * Puts the generation that was live before back in place of the live one, in one step, and keeps that one in turn:
 * rolling back twice is as not at all. What was written since the earlier one was replaced is not in it.
 *
 * @returns The generation that is live now.
 * @throws {NothingToRollBackError} If no earlier generation is kept.
 * @throws {FencedError} If another writer has taken over; nothing has changed.
 */
export async function rollBack(
  cluster: SearchCluster,
  { family, aliases, token, blueprints }: Holder,
  { signal, now = Date.now }: { signal: AbortSignal; now?: () => number },
): Promise<Generation> {
  let before: Generation['indexes'] | undefined
  const { table } = await swapAliases(cluster, { family, aliases, signal }, (seen) => {
    const kept = markedGenerations(seen, 'kept')
    // chosen once: where an answer was lost, it may be live by now
    before ??= kept.find(({ indexes }) => aliases.every((alias) => indexes[alias]))?.indexes
    if (!before) throw new NothingToRollBackError(family)
    return Object.entries(before).flatMap(([alias, next]) => planPublication(seen, { alias, next, token, now: now() }))
  })
  const indexes = before ?? {}
  return { family, token, indexes, lenient: lenientIndexes(indexes, { token, blueprints, table }) }
}
