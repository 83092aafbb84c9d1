import { type AliasTable, readAliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError, PublicationContendedError } from './errors.ts'
import type { AliasAction } from './plan-publication.ts'

const MAX_ATTEMPTS = 5

export interface AliasSwap {
  readonly family: string
  readonly aliases: readonly string[]
  readonly signal: AbortSignal
}

/**
 * Changes a family's aliases by compare-and-swap: reads them, plans, sends the whole plan as one request, and looks
 * again what is true when the cluster says that something was not as it had been read.
 *
 * @param plan Actions that fail where the table has changed, by `must_exist`; `[]` sends nothing. What it throws ends it.
 * @returns The table that the plan was made for, and the plan.
 * @throws {PublicationContendedError} If the aliases changed under each of 5 attempts.
 */
export async function swapAliases(
  cluster: SearchCluster,
  { family, aliases, signal }: AliasSwap,
  plan: (table: AliasTable) => readonly AliasAction[],
): Promise<{ table: AliasTable; actions: readonly AliasAction[] }> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const table = await readAliasTable(cluster, { aliases, family, signal })
    const actions = plan(table)
    if (actions.length === 0) return { table, actions }
    const request = { method: 'POST', path: '/_aliases', body: { actions } } as const
    const response = await cluster(request, { signal })
    if (response.status === 200) return { table, actions }
    if (response.status !== 404) throw new ClusterRefusedError(request, response)
  }
  throw new PublicationContendedError(family, MAX_ATTEMPTS)
}
