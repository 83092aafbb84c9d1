import type { AliasTable } from './alias-table.ts'
import { IndexVanishedError } from './errors.ts'
import {
  type AliasAction,
  assignRole,
  liveIndexes,
  nextMark,
  requireFence,
  roleOf,
  standingIndexes,
  strictIndexes,
  takeAll,
  withLenient,
} from './fence.ts'
import { markedSince, parseIndexName, writeAlias } from './index-name.ts'

export interface Publication {
  /** What readers query, e.g. `activities`; indexes of many families share it. */
  readonly alias: string
  /** The filled and refreshed index to publish. */
  readonly next: string
  /** The publisher's token. */
  readonly token: number
  /** The time, in milliseconds since 1970: since when the replaced indexes are kept. */
  readonly now: number
}

/**
 * Plans the actions that publish one index of a new generation, and its lenient one, in place of its family's older ones.
 * Pure: what the cluster said goes in, what to send comes out. `must_exist` makes the swap a compare-and-swap [I2], and
 * taking the write aliases of the new index and of the replaced ones off and on again makes it the holder's alone [I3].
 *
 * @param table The family's indexes; those of other families are not in it and keep their aliases.
 * @returns Actions to send together, or `[]` when `next` is already the only live index.
 * @throws {IndexVanishedError} If `next` is not in `table`.
 * @throws {FencedError} If `next`, or one that is live, kept or held, is another holder's.
 * @example planPublication({ a_1: ['activities', 'a_1W__7'], a_2: ['a_2W__7'] },
 *   { alias: 'activities', next: 'a_2', token: 7, now: 1000 })
 *   // a_1: 'activities' off, 'activities__kept__1000' on; a_2: 'activities' on; both write aliases off and on
 */
export function planPublication(table: AliasTable, { alias, next, token, now }: Publication): AliasAction[] {
  if (!table[next]) throw new IndexVanishedError(next)
  const others = strictIndexes(table).filter((index) => index !== next && parseIndexName(index)?.alias === alias)
  const replaced = liveIndexes(table, alias).filter((index) => index !== next)
  // whoever has claimed any of them since is the holder now
  for (const index of [next, ...standingIndexes(table, alias)]) requireFence(table, index, token)
  const isLive = withLenient(table, next).every((index) => roleOf(table, index).join() === alias)
  if (replaced.length === 0 && isLive) return []
  const kept = nextMark(table, alias, 'kept', now)
  return [
    ...replaced.flatMap((index) => assignRole(table, index, { role: [kept], token })),
    ...others.filter((index) => !replaced.includes(index)).flatMap((index) => assertUnchanged(table, index, token)),
    ...assignRole(table, next, { role: [alias], token }),
  ]
}

/** What another holder fills can no longer be published; what is our own must not have been published meanwhile [I2]. */
function assertUnchanged(table: AliasTable, index: string, token: number): AliasAction[] {
  const carried = table[index] ?? []
  if (carried.includes(writeAlias(index, token))) {
    return assignRole(table, index, { role: roleOf(table, index), token })
  }
  return markedSince(carried, 'filling') === undefined ? [] : takeAll(table, index)
}
