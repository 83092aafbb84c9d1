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
  /** The claimant's token: greater than any that writes to what is live, kept or held. */
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

/** A first token is somewhere up to here: two first claimants, who see nothing of each other, differ. */
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
    const stay = staying(seen, aliases)
    token = nextToken(seen, { stay, random })
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
  const liveOf = aliases.flatMap((alias) => liveIndexes(table, alias).map((index) => [alias, index] as const))
  const live = generationOf(Object.fromEntries(liveOf))
  const held = generationOf(markedGenerations(table, 'held')[0]?.indexes)
  for (const lenient of [live, held].flatMap((generation) => Object.values(generation?.lenient ?? {}))) {
    await lenient.learn(cluster, signal)
  }
  return {
    token,
    live,
    held: await readHeld(cluster, held, { signal }),
    orphans,
  }
}

/**
 * One more than the greatest there is. Where nothing stays that it could be given to, no later claimant would see it, and
 * one that counts on from the same orphans would have the same: so it is a first one then.
 */
function nextToken(table: AliasTable, { stay, random }: { stay: readonly string[]; random: () => number }): number {
  const tokens = Object.values(table).flatMap((carried) => carried.flatMap((alias) => writeAliasToken(alias) ?? []))
  const isFirst = stay.length === 0 || tokens.length === 0
  return isFirst ? 1 + Math.floor(random() * MAX_FIRST_TOKEN) : Math.max(...tokens) + 1
}

/** What is live, kept for a rollback, or held: of several that are held, the last. */
function staying(table: AliasTable, aliases: readonly string[]): string[] {
  const kept = markedGenerations(table, 'kept').flatMap(({ indexes }) => Object.values(indexes))
  const held = Object.values(markedGenerations(table, 'held')[0]?.indexes ?? {})
  return [...new Set([...aliases.flatMap((alias) => liveIndexes(table, alias)), ...kept, ...held])]
}
