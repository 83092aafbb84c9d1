import type { AliasTable } from './alias-table.ts'
import { IndexVanishedError } from './errors.ts'
import { fenced } from './fence.ts'
import { isMark, markAlias } from './index-name.ts'

/** One entry of `POST /_aliases`. The cluster applies a whole request or none of it. */
export type AliasAction =
  | { readonly add: { readonly index: string; readonly alias: string; readonly is_hidden?: boolean } }
  | { readonly remove: { readonly index: string; readonly alias: string; readonly must_exist: true } }

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
 * Plans the actions that publish one index of a new generation in place of its family's older ones. Pure: what the
 * cluster said goes in, what to send comes out. `must_exist` makes the swap a compare-and-swap [I2], and taking the
 * fences of the new index and of the replaced ones off and on again makes it the holder's alone [I3].
 *
 * @param table The family's indexes; those of other families are not in it and keep their aliases.
 * @returns Actions to send together, or `[]` when `next` is already the only live index.
 * @throws {IndexVanishedError} If `next` is not in `table`.
 * @throws {FencedError} If one of them has lost its fence.
 * @example planPublication({ a_1: ['activities', 'a_1w__7'], a_2: ['a_2w__7'] },
 *   { alias: 'activities', next: 'a_2', token: 7, now: 1000 })
 *   // [{ remove: { index: 'a_1', alias: 'activities', must_exist: true } },
 *   //  { add: { index: 'a_1', alias: 'activities__kept__1000', is_hidden: true } },
 *   //  { add: { index: 'a_2', alias: 'activities' } }, … and both fences off and on]
 */
export function planPublication(table: AliasTable, { alias, next, token, now }: Publication): AliasAction[] {
  const carried = table[next]
  if (!carried) throw new IndexVanishedError(next)
  const replaced = Object.keys(table).filter((index) => index !== next && table[index]?.includes(alias))
  const fences = [next, ...replaced].flatMap((index) => fenced(table, index, token))
  if (replaced.length === 0 && carried.includes(alias)) return []
  return [
    ...replaced.flatMap((index): AliasAction[] => [
      { remove: { index, alias, must_exist: true } },
      { add: { index, alias: markAlias(alias, 'kept', now), is_hidden: true } },
    ]),
    ...carried.filter(isMark).map((mark): AliasAction => ({ remove: { index: next, alias: mark, must_exist: true } })),
    { add: { index: next, alias } },
    ...fences,
  ]
}
