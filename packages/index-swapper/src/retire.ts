import { readAliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { requireFence, roleOf, strictIndexes, takeAll, withLenient } from './fence.ts'
import type { Generation } from './generation.ts'
import { parseIndexName } from './index-name.ts'
import { planRetirement, type RetentionOptions } from './plan-retirement.ts'
import { swapAliases } from './swap-aliases.ts'

/** Index names a request may list: OpenSearch takes a request line of 4,096 bytes. */
const NAMES_PER_REQUEST = 12

/** Deletes indexes; those that are gone already count as deleted. */
export async function deleteIndexes(
  cluster: SearchCluster,
  indexes: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<void> {
  for (let from = 0; from < indexes.length; from += NAMES_PER_REQUEST) {
    const some = indexes.slice(from, from + NAMES_PER_REQUEST)
    const names = some.map(encodeURIComponent).join(',')
    const request = { method: 'DELETE', path: `/${names}?ignore_unavailable=true` } as const
    const response = await cluster(request, { signal })
    if (response.status === 200) continue
    if (response.status !== 404) throw new ClusterRefusedError(request, response)
    // one that somebody else deletes at this moment keeps all of the request's
    if (some.length > 1) for (const index of some) await deleteIndexes(cluster, [index], { signal })
  }
}

/**
 * Deletes the generations of a family that are kept no longer: first nobody can roll back to them or write to them any
 * more, then they go.
 *
 * @returns The indexes deleted.
 * @see {@link planRetirement}
 */
export async function retireGenerations(
  cluster: SearchCluster,
  { family, aliases, signal }: { family: string; aliases: readonly string[]; signal: AbortSignal },
  retention: RetentionOptions,
): Promise<readonly string[]> {
  const planned = new Set<string>()
  const { table } = await swapAliases(cluster, { family, aliases, signal }, (seen) => {
    const retired = planRetirement(seen, retention)
    for (const index of retired) planned.add(index)
    return strictIndexes(seen)
      .filter((index) => retired.includes(index))
      .flatMap((index) => takeAll(seen, index))
  })
  // also what an attempt took the marks off whose answer was lost
  const still = planRetirement(table, retention)
  const retired = [...planned].filter((index) => still.includes(index) || roleOf(table, index).length === 0)
  await deleteIndexes(cluster, retired, { signal })
  return retired
}

/**
 * Deletes a generation that is not to be published: one that a failed pass has filled, or one that was held. A
 * publication of it that is still under way is refused from then on.
 *
 * @returns False if readers see it: then it stays as it is.
 * @throws {FencedError} If another writer has taken over: what becomes of it is theirs to say.
 */
export async function discardGeneration(
  cluster: SearchCluster,
  { family, token, indexes }: Generation,
  { signal }: { signal: AbortSignal },
): Promise<boolean> {
  const aliases = Object.keys(indexes)
  let isLive = false
  const { table } = await swapAliases(cluster, { family, aliases, signal }, (seen) => {
    const there = Object.values(indexes).filter((index) => seen[index])
    isLive = there.some((index) => roleOf(seen, index).some((role) => aliases.includes(role)))
    if (isLive) return []
    const taken = there.map((index) => takeAll(seen, index)).filter((actions) => actions.length > 0)
    if (taken.length > 0) for (const index of there) requireFence(seen, index, token)
    return taken.flat()
  })
  if (isLive) return false
  const all = Object.values(indexes).flatMap((index) => (table[index] ? withLenient(table, index) : []))
  await deleteIndexes(cluster, all, { signal })
  return true
}

/**
 * Deletes every index of families that are no longer wanted: a feed that was taken out of the configuration.
 *
 * @returns The families whose indexes were deleted.
 */
export async function deleteOtherFamilies(
  cluster: SearchCluster,
  { aliases, keep, signal }: { aliases: readonly string[]; keep: readonly string[]; signal: AbortSignal },
): Promise<string[]> {
  const table = await readAliasTable(cluster, { aliases, signal })
  const others = Object.keys(table).filter((index) => !keep.includes(parseIndexName(index)?.family ?? ''))
  await deleteIndexes(cluster, others, { signal })
  return [...new Set(others.map((index) => parseIndexName(index)?.family ?? ''))]
}
