import type { SearchCluster } from './cluster.ts'
import { NothingToRollBackError } from './errors.ts'
import type { Generation } from './generation.ts'
import { parseIndexName } from './index-name.ts'
import { markedGenerations } from './marked-generations.ts'
import { planPublication } from './plan-publication.ts'
import { swapAliases } from './swap-aliases.ts'

/**
 * Puts the generation that was live before back in place of the live one, in one step, and keeps that one in turn:
 * rolling back twice is as not at all. What was written since the earlier one was replaced is not in it.
 *
 * @param holder The family's holder: its token, and the aliases of its generations.
 * @returns The generation that is live now.
 * @throws {NothingToRollBackError} If no earlier generation is kept.
 * @throws {FencedError} If another writer has taken over; nothing has changed.
 */
export async function rollBack(
  cluster: SearchCluster,
  { family, aliases, token }: { family: string; aliases: readonly string[]; token: number },
  { signal, now = Date.now }: { signal: AbortSignal; now?: () => number },
): Promise<Generation> {
  let indexes: Record<string, string> = {}
  await swapAliases(cluster, { family, aliases, signal }, (table) => {
    const before = markedGenerations(table, 'kept').find((generation) => generation.indexes.length === aliases.length)
    if (!before) throw new NothingToRollBackError(family)
    indexes = Object.fromEntries(before.indexes.map((index) => [parseIndexName(index)?.alias, index]))
    return Object.entries(indexes).flatMap(([alias, next]) =>
      planPublication(table, { alias, next, token, now: now() }),
    )
  })
  return { family, token, indexes }
}
