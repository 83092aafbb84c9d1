import { type AliasTable, readAliasTable } from './alias-table.ts'
import { type ClusterResponse, errorCause, type SearchCluster } from './cluster.ts'
import {
  AliasTakenError,
  ClusterRefusedError,
  ClusterUnreachableError,
  type IndexSwapError,
  PublicationContendedError,
} from './errors.ts'
import type { AliasAction } from './fence.ts'

const MAX_ATTEMPTS = 5

export interface AliasSwap {
  readonly family: string
  readonly aliases: readonly string[]
  readonly signal: AbortSignal
}

/**
 * Changes a family's aliases by compare-and-swap: reads them, plans, sends the whole plan as one request, and looks again
 * what is true when the cluster says that something was not as it had been read, or when its answer is lost: the request
 * may have been carried out, or be so later, and then finds that things have changed.
 *
 * @param plan Actions that fail where the table has changed, by `must_exist`; `[]` sends nothing, and is what a table
 *   gets in which the plan has been carried out. What it throws ends it.
 * @returns The table that the plan was made for, and the plan.
 * @throws {AliasTakenError} If an index has the name of an alias that is to be added.
 * @throws {PublicationContendedError} If the aliases changed under each of 5 attempts.
 * @throws {ClusterUnreachableError} It is not known whether the aliases have changed.
 */
export async function swapAliases(
  cluster: SearchCluster,
  { family, aliases, signal }: AliasSwap,
  plan: (table: AliasTable) => readonly AliasAction[],
): Promise<{ table: AliasTable; actions: readonly AliasAction[] }> {
  let failure: IndexSwapError = new PublicationContendedError(family, MAX_ATTEMPTS)
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const table = await readAliasTable(cluster, { aliases, family, signal })
    const actions = plan(table)
    if (actions.length === 0) return { table, actions }
    const request = { method: 'POST', path: '/_aliases', body: { actions } } as const
    try {
      const response = await cluster(request, { signal })
      if (response.status === 200) return { table, actions }
      const taken = aliases.find((alias) => isIndexName(response, alias))
      if (taken !== undefined) throw new AliasTakenError(taken)
      if (!hasChanged(response)) throw new ClusterRefusedError(request, response)
    } catch (error) {
      if (signal.aborted || !(error instanceof ClusterUnreachableError)) throw error
      failure = error
    }
  }
  throw failure
}

/** What had to be there is gone, or the name of what must not be there is an index's now. */
function hasChanged(response: ClusterResponse): boolean {
  return response.status === 404 || errorCause(response).type === 'invalid_alias_name_exception'
}

/** OpenSearch: `Invalid alias name [activities], an index exists with the same name as the alias` */
function isIndexName(response: ClusterResponse, alias: string): boolean {
  const { type, reason } = errorCause(response)
  return type === 'invalid_alias_name_exception' && reason.includes(`[${alias}]`)
}
