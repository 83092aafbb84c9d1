import type { AliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import type { Generation } from './generation.ts'
import { type HeldGeneration, readHeld } from './hold-generation.ts'
import { parseIndexName, writeAlias, writeAliasToken } from './index-name.ts'
import { markedGenerations } from './marked-generations.ts'
import type { AliasAction } from './plan-publication.ts'
import { deleteIndexes } from './retire.ts'
import { swapAliases } from './swap-aliases.ts'

export interface Claim {
  /** The claimant's token: greater than any that wrote to this family before. */
  readonly token: number
  /** What readers see now, writable by the claimant; `undefined` before the first publication. */
  readonly live: Generation | undefined
  /** What was held back from publication, writable by the claimant. */
  readonly held: HeldGeneration | undefined
  /** Indexes of generations that were never published: deleted by the claim [I4]. */
  readonly orphans: readonly string[]
}

/**
 * Takes a family over from whoever wrote to it before. The write aliases of live, kept and held indexes move to a new
 * token in one step, so that an earlier writer, however long it was paused, can write and publish nothing from then on
 * [I3].
 *
 * @param aliases The aliases that the family's generations are published under.
 */
export async function claimFamily(
  cluster: SearchCluster,
  { family, aliases, signal }: { family: string; aliases: readonly string[]; signal: AbortSignal },
): Promise<Claim> {
  let token = 0
  const { table } = await swapAliases(cluster, { family, aliases, signal }, (seen) => {
    const tokens = Object.values(seen).flatMap((carried) => carried.map((alias) => writeAliasToken(alias) ?? 0))
    token = Math.max(0, ...tokens) + 1
    return staying(seen).flatMap((index) => moveWriting(index, seen[index] ?? [], token))
  })
  const live = liveIndexes(table)
  const held = markedGenerations(table, 'held')[0]?.indexes ?? []
  const orphans = Object.keys(table).filter((index) => !staying(table).includes(index))
  await deleteIndexes(cluster, orphans, { signal })
  return {
    token,
    live: generationOf(family, token, live),
    held: await readHeld(cluster, generationOf(family, token, held), { signal }),
    orphans,
  }
}

/** What is live, kept for a rollback, or held: of several that are held, the last. */
function staying(table: AliasTable): string[] {
  const kept = markedGenerations(table, 'kept').flatMap(({ indexes }) => indexes)
  const held = markedGenerations(table, 'held')[0]?.indexes ?? []
  return [...liveIndexes(table), ...kept, ...held]
}

function liveIndexes(table: AliasTable): string[] {
  return Object.keys(table).filter((index) => table[index]?.includes(parseIndexName(index)?.alias ?? ''))
}

function moveWriting(index: string, carried: readonly string[], token: number): AliasAction[] {
  const earlier = carried.filter((alias) => writeAliasToken(alias) !== undefined)
  return [
    ...earlier.map((alias): AliasAction => ({ remove: { index, alias, must_exist: true } })),
    { add: { index, alias: writeAlias(index, token), is_hidden: true } },
  ]
}

function generationOf(family: string, token: number, live: readonly string[]): Generation | undefined {
  if (live.length === 0) return undefined
  return { family, token, indexes: Object.fromEntries(live.map((index) => [parseIndexName(index)?.alias, index])) }
}
