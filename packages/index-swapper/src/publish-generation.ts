import { readAliasTable } from './alias-table.ts'
import type { ClusterRequest, SearchCluster } from './cluster.ts'
import { ClusterRefusedError, PublicationContendedError } from './errors.ts'
import type { Generation } from './generation.ts'
import { writeAlias } from './index-name.ts'
import { type AliasAction, planPublication } from './plan-publication.ts'

const MAX_ATTEMPTS = 5

export interface PublishedGeneration {
  /** The indexes that readers saw until now: retire them once the longest of their searches is over. */
  readonly retired: readonly string[]
}

/**
 * Swaps a filled generation in, all its aliases in one step: a reader sees the whole old one or the whole new one.
 *
 * @throws {FencedError} If another writer has taken over; nothing was published.
 * @throws {IndexVanishedError} If an index of the generation is gone; nothing was published.
 * @throws {PublicationContendedError} If the aliases changed under each of 5 attempts.
 * @see SPEC.md, state PUBLISHING
 */
export async function publishGeneration(
  cluster: SearchCluster,
  generation: Generation,
  { signal }: { signal: AbortSignal },
): Promise<PublishedGeneration> {
  await makeReadable(cluster, Object.values(generation.indexes), signal)
  const aliases = Object.keys(generation.indexes)
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const table = await readAliasTable(cluster, { aliases, family: generation.family, signal })
    const fence = (index: string) => writeAlias(index, generation.token)
    const actions = Object.entries(generation.indexes).flatMap(([alias, next]) =>
      planPublication(table, { alias, next, fence }),
    )
    const retired = Object.keys(table).filter((index) => actions.some((action) => replaces(action, index, aliases)))
    if (actions.length === 0) return { retired }
    const request = { method: 'POST', path: '/_aliases', body: { actions } } as const
    const response = await cluster(request, { signal })
    if (response.status === 200) return { retired }
    // the table changed between reading and swapping: look again what is true now
    if (response.status !== 404) throw new ClusterRefusedError(request, response)
  }
  throw new PublicationContendedError(generation.family, MAX_ATTEMPTS)
}

function replaces(action: AliasAction, index: string, aliases: readonly string[]): boolean {
  return 'remove' in action && action.remove.index === index && aliases.includes(action.remove.alias)
}

/** Everything written becomes searchable and safe on disk, and what is written later becomes searchable by itself. */
async function makeReadable(cluster: SearchCluster, indexes: readonly string[], signal: AbortSignal): Promise<void> {
  const names = indexes.map(encodeURIComponent).join(',')
  const settings = { index: { refresh_interval: null } }
  for (const request of [
    { method: 'POST', path: `/${names}/_flush` },
    { method: 'PUT', path: `/${names}/_settings`, body: settings },
  ] as const) {
    const response = await cluster(request, { signal })
    if (response.status !== 200) throw new ClusterRefusedError(request, response)
  }
  await refreshIndexes(cluster, indexes, { signal })
}

/**
 * Makes what was written to some indexes searchable.
 *
 * @throws {ClusterRefusedError} Also where a shard failed: half of an index refreshed is an error.
 */
export async function refreshIndexes(
  cluster: SearchCluster,
  indexes: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const request: ClusterRequest = { method: 'POST', path: `/${indexes.map(encodeURIComponent).join(',')}/_refresh` }
  const response = await cluster(request, { signal })
  const failed = (response.body as { _shards?: { failed?: number } } | undefined)?._shards?.failed
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  if (failed !== 0) throw new ClusterRefusedError(request, { status: 200, body: { error: `${failed} shards failed` } })
}
