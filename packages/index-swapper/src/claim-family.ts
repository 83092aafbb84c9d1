import { readAliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError, PublicationContendedError } from './errors.ts'
import type { Generation } from './generation.ts'
import { parseIndexName, writeAlias, writeAliasToken } from './index-name.ts'
import type { AliasAction } from './plan-publication.ts'
import { deleteIndexes } from './retire.ts'

const MAX_ATTEMPTS = 5

export interface Claim {
  /** The claimant's token: greater than any that wrote to this family before. */
  readonly token: number
  /** What readers see now, writable by the claimant; `undefined` before the first publication. */
  readonly live: Generation | undefined
  /** Indexes of generations that were never published, or were retired: deleted by the claim [I4]. */
  readonly orphans: readonly string[]
}

/**
 * Takes a family over from whoever wrote to it before. The live indexes' write aliases move to a new token in one
 * step, so that an earlier writer, however long it was paused, can write and publish nothing from then on [I3].
 *
 * @param aliases The aliases that the family's generations are published under.
 */
export async function claimFamily(
  cluster: SearchCluster,
  { family, aliases, signal }: { family: string; aliases: readonly string[]; signal: AbortSignal },
): Promise<Claim> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const table = await readAliasTable(cluster, { aliases, family, signal })
    const tokens = Object.values(table).flatMap((carried) => carried.map((alias) => writeAliasToken(alias) ?? 0))
    const token = Math.max(0, ...tokens) + 1
    const live = Object.keys(table).filter((index) => table[index]?.includes(parseIndexName(index)?.alias ?? ''))
    const actions = live.flatMap((index): AliasAction[] => [
      ...(table[index] ?? [])
        .filter((alias) => writeAliasToken(alias) !== undefined)
        .map((alias) => ({ remove: { index, alias, must_exist: true } }) as const),
      { add: { index, alias: writeAlias(index, token), is_hidden: true } },
    ])
    if (actions.length > 0 && !(await applied(cluster, actions, signal))) continue
    const orphans = Object.keys(table).filter((index) => !live.includes(index))
    await deleteIndexes(cluster, orphans, { signal })
    return { token, live: generationOf(family, token, live), orphans }
  }
  throw new PublicationContendedError(family, MAX_ATTEMPTS)
}

function generationOf(family: string, token: number, live: readonly string[]): Generation | undefined {
  if (live.length === 0) return undefined
  return { family, token, indexes: Object.fromEntries(live.map((index) => [parseIndexName(index)?.alias, index])) }
}

/** False where another claimant was quicker. */
async function applied(cluster: SearchCluster, actions: readonly AliasAction[], signal: AbortSignal): Promise<boolean> {
  const request = { method: 'POST', path: '/_aliases', body: { actions } } as const
  const response = await cluster(request, { signal })
  if (response.status === 200) return true
  if (response.status === 404) return false
  throw new ClusterRefusedError(request, response)
}
