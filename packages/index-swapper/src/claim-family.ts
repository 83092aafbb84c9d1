import type { SearchCluster } from './cluster.ts'
import type { Generation } from './generation.ts'
import { keptSince, parseIndexName, writeAlias, writeAliasToken } from './index-name.ts'
import type { AliasAction } from './plan-publication.ts'
import { deleteIndexes } from './retire.ts'
import { swapAliases } from './swap-aliases.ts'

export interface Claim {
  /** The claimant's token: greater than any that wrote to this family before. */
  readonly token: number
  /** What readers see now, writable by the claimant; `undefined` before the first publication. */
  readonly live: Generation | undefined
  /** Indexes of generations that were never published: deleted by the claim [I4]. */
  readonly orphans: readonly string[]
}

/**
 * Takes a family over from whoever wrote to it before. The write aliases of live and kept indexes move to a new token in
 * one step, so that an earlier writer, however long it was paused, can write and publish nothing from then on [I3].
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
    return Object.entries(seen).flatMap(([index, carried]) =>
      isLive(index, carried) || keptSince(carried) !== undefined ? moveWriting(index, carried, token) : [],
    )
  })
  const entries = Object.entries(table)
  const live = entries.flatMap(([index, carried]) => (isLive(index, carried) ? [index] : []))
  const orphans = entries.flatMap(([index, carried]) =>
    isLive(index, carried) || keptSince(carried) !== undefined ? [] : [index],
  )
  await deleteIndexes(cluster, orphans, { signal })
  return { token, live: generationOf(family, token, live), orphans }
}

function isLive(index: string, carried: readonly string[]): boolean {
  return carried.includes(parseIndexName(index)?.alias ?? '')
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
