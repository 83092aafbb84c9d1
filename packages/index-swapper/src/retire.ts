import { readAliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { parseIndexName } from './index-name.ts'
import { planRetirement, type RetentionOptions } from './plan-retirement.ts'

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
 * Deletes the generations of a family that are kept no longer.
 *
 * @returns The indexes deleted.
 * @see {@link planRetirement}
 */
export async function retireGenerations(
  cluster: SearchCluster,
  { family, aliases, signal }: { family: string; aliases: readonly string[]; signal: AbortSignal },
  retention: RetentionOptions,
): Promise<readonly string[]> {
  const table = await readAliasTable(cluster, { aliases, family, signal })
  const retired = planRetirement(table, retention)
  await deleteIndexes(cluster, retired, { signal })
  return retired
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
