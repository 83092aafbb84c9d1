import type { AliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import { assignRole, liveIndexes, roleOf, strictIndexes, takeAll, withLenient } from './fence.ts'
import { type Generation, type IndexBlueprint, lenientIndexes } from './generation.ts'
import { type HeldGeneration, readHeld } from './hold-generation.ts'
import { writeAliasToken } from './index-name.ts'
import { markedGenerations } from './marked-generations.ts'
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

export interface ClaimOptions {
  readonly family: string
  /** The aliases that the family's generations are published under. */
  readonly aliases: readonly string[]
  /** What lenient indexes are made of, should the live or the held generation need one that it does not have. */
  readonly blueprints?: Readonly<Record<string, IndexBlueprint>>
  readonly signal: AbortSignal
  readonly random?: () => number
}

/** A family's first token is somewhere up to here: two first claimants, who see nothing of each other, differ. */
const MAX_FIRST_TOKEN = 1_000_000

/**
 * Takes a family over from whoever wrote to it before. In one step, the write aliases of live, kept and held indexes move
 * to a new token and all others lose theirs, so that an earlier writer, however long it was paused, can write and publish
 * nothing from then on [I3]. The step fails if anything has changed since it was planned, a publication above all, so that
 * what is deleted then can be seen by nobody [I4].
 */
export async function claimFamily(
  cluster: SearchCluster,
  { family, aliases, blueprints, signal, random = Math.random }: ClaimOptions,
): Promise<Claim> {
  let token = 0
  const { table } = await swapAliases(cluster, { family, aliases, signal }, (seen) => {
    token = nextToken(seen, random)
    const stay = staying(seen, aliases)
    const orphans = strictIndexes(seen).filter((index) => !stay.includes(index))
    return [
      ...stay.flatMap((index) => assignRole(seen, index, { role: roleOf(seen, index), token })),
      ...orphans.flatMap((index) => takeAll(seen, index)),
    ]
  })
  const generationOf = (indexes: Readonly<Record<string, string>> = {}): Generation | undefined =>
    Object.keys(indexes).length === 0
      ? undefined
      : { family, token, indexes, lenient: lenientIndexes(indexes, { token, blueprints, table }) }
  const stay = new Set(staying(table, aliases).flatMap((index) => withLenient(table, index)))
  const orphans = Object.keys(table).filter((index) => !stay.has(index))
  await deleteIndexes(cluster, orphans, { signal })
  const live = aliases.flatMap((alias) => liveIndexes(table, alias).map((index) => [alias, index] as const))
  const held = generationOf(markedGenerations(table, 'held')[0]?.indexes)
  return {
    token,
    live: generationOf(Object.fromEntries(live)),
    held: await readHeld(cluster, held, { signal }),
    orphans,
  }
}

function nextToken(table: AliasTable, random: () => number): number {
  const tokens = Object.values(table).flatMap((carried) => carried.flatMap((alias) => writeAliasToken(alias) ?? []))
  return tokens.length === 0 ? 1 + Math.floor(random() * MAX_FIRST_TOKEN) : Math.max(...tokens) + 1
}

/** What is live, kept for a rollback, or held: of several that are held, the last. */
function staying(table: AliasTable, aliases: readonly string[]): string[] {
  const kept = markedGenerations(table, 'kept').flatMap(({ indexes }) => Object.values(indexes))
  const held = Object.values(markedGenerations(table, 'held')[0]?.indexes ?? {})
  return [...new Set([...aliases.flatMap((alias) => liveIndexes(table, alias)), ...kept, ...held])]
}
