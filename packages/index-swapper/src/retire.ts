import { readAliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { parseIndexName } from './index-name.ts'

/** Index names a request may list: OpenSearch takes a request line of 4,096 bytes. */
const NAMES_PER_REQUEST = 12

/** Deletes indexes; those that are gone already count as deleted. */
export async function deleteIndexes(
  cluster: SearchCluster,
  indexes: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<void> {
  for (let from = 0; from < indexes.length; from += NAMES_PER_REQUEST) {
    const names = indexes.slice(from, from + NAMES_PER_REQUEST).map(encodeURIComponent)
    const request = { method: 'DELETE', path: `/${names.join(',')}?ignore_unavailable=true` } as const
    const response = await cluster(request, { signal })
    if (response.status !== 200 && response.status !== 404) throw new ClusterRefusedError(request, response)
  }
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
