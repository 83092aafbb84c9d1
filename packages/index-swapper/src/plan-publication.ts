import type { AliasTable } from './alias-table.ts'
import { IndexVanishedError } from './errors.ts'

/** One entry of `POST /_aliases`. The cluster applies a whole request or none of it. */
export type AliasAction =
  | { readonly add: { readonly index: string; readonly alias: string; readonly is_hidden?: boolean } }
  | { readonly remove: { readonly index: string; readonly alias: string; readonly must_exist: true } }

export interface Publication {
  /** What readers query, e.g. `activities`; indexes of many families share it. */
  readonly alias: string
  /** The filled and refreshed index to publish. */
  readonly next: string
  /** The alias that `next` is written through: gone means that another writer has taken over. */
  readonly fence: string
}

/**
 * Plans the actions that publish one index of a new generation in place of its family's older ones. Pure: what the
 * cluster said goes in, what to send comes out. `must_exist` makes the swap a compare-and-swap [I2], and taking the
 * fence off and on again makes it the holder's alone [I3].
 *
 * @param table The family's indexes; those of other families are not in it and keep their aliases.
 * @returns Actions to send together, or `[]` when `next` is already the only live index.
 * @throws {IndexVanishedError} If `next` is not in `table`.
 * @example planPublication({ a_1: ['activities'], a_2: ['a_2w__7'] }, { alias: 'activities', next: 'a_2', fence: 'a_2w__7' })
 *   // [{ remove: { index: 'a_1', alias: 'activities', must_exist: true } }, { add: { index: 'a_2', alias: 'activities' } },
 *   //  { remove: { index: 'a_2', alias: 'a_2w__7', must_exist: true } }, { add: { index: 'a_2', alias: 'a_2w__7', is_hidden: true } }]
 */
export function planPublication(table: AliasTable, { alias, next, fence }: Publication): AliasAction[] {
  const carried = table[next]
  if (!carried) throw new IndexVanishedError(next)
  const swap: AliasAction[] = Object.keys(table)
    .filter((index) => index !== next && table[index]?.includes(alias))
    .map((index) => ({ remove: { index, alias, must_exist: true } }))
  if (!carried.includes(alias)) swap.push({ add: { index: next, alias } })
  if (swap.length === 0) return []
  return [
    ...swap,
    { remove: { index: next, alias: fence, must_exist: true } },
    { add: { index: next, alias: fence, is_hidden: true } },
  ]
}
