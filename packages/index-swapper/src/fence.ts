import type { AliasTable } from './alias-table.ts'
import { FencedError } from './errors.ts'
import {
  type IndexMark,
  isMark,
  lenientName,
  markAlias,
  markedSince,
  parseIndexName,
  writeAlias,
  writeAliasToken,
} from './index-name.ts'

/** One entry of `POST /_aliases`. The cluster applies a whole request, in order, or none of it. */
export type AliasAction =
  | { readonly add: { readonly index: string; readonly alias: string; readonly is_hidden?: boolean } }
  | { readonly remove: { readonly index: string; readonly alias: string; readonly must_exist: boolean } }

/** An index and, where there is one, the lenient index beside it: whatever is done to the one is done to both [I9]. */
export function withLenient(table: AliasTable, index: string): string[] {
  const lenient = lenientName(index)
  return table[lenient] ? [index, lenient] : [index]
}

/** The indexes of a table without those that another one has beside it. */
export function strictIndexes(table: AliasTable): string[] {
  const lenient = new Set(Object.keys(table).map(lenientName))
  return Object.keys(table).filter((index) => !lenient.has(index))
}

/** What an index carries to say what it is: the alias that readers query, or marks. */
export function roleOf(table: AliasTable, index: string): string[] {
  return (table[index] ?? []).filter((alias) => isRole(index, alias))
}

/** The index of each generation that readers of an alias see: one at most, unless something went very wrong. */
export function liveIndexes(table: AliasTable, alias: string): string[] {
  return strictIndexes(table).filter((index) => roleOf(table, index).includes(alias))
}

/** The indexes of an alias that a claim takes over: those that are live, kept or held. */
export function standingIndexes(table: AliasTable, alias: string): string[] {
  return strictIndexes(table).filter((index) => {
    const role = roleOf(table, index)
    const isStanding = role.includes(alias) || ['kept', 'held'].some((mark) => markedSince(role, mark as IndexMark))
    return isStanding && parseIndexName(index)?.alias === alias
  })
}

/** @throws {FencedError} If the table says that somebody else writes to `index` now. */
export function requireFence(table: AliasTable, index: string, token: number): void {
  const alias = writeAlias(index, token)
  if (!table[index]?.includes(alias)) throw new FencedError(alias)
}

/** A mark later than all others of its kind in the table, whoever's clock they were made by [I6]. */
export function nextMark(table: AliasTable, alias: string, mark: IndexMark, now: number): string {
  return markAlias(alias, mark, Math.max(now, (markedSince(Object.values(table).flat(), mark) ?? 0) + 1))
}

/**
 * Gives an index and its lenient one a role, and the write alias of `token`, in place of what the table says that they
 * have. The cluster refuses it as a whole where that has changed [I2] [I3], also where a lenient index has come into
 * being meanwhile [I9]. Aliases of other people's making stay as they are.
 */
export function assignRole(
  table: AliasTable,
  index: string,
  { role, token }: { role: readonly string[]; token: number },
): AliasAction[] {
  const members = withLenient(table, index)
  return [
    ...(members.length === 1 ? assertAbsent(index, lenientName(index)) : []),
    ...takeAll(table, index),
    ...members.flatMap((member) => [...role, writeAlias(member, token)].map((alias) => addition(member, alias))),
  ]
}

/**
 * Takes every role and write alias off an index and its lenient one, if they still have what the table says: from then
 * on nobody can write to it, publish it or roll back to it, and it can be deleted.
 */
export function takeAll(table: AliasTable, index: string): AliasAction[] {
  return withLenient(table, index).flatMap((member) =>
    (table[member] ?? [])
      .filter((alias) => isRole(member, alias) || writeAliasToken(alias) !== undefined)
      .map((alias): AliasAction => ({ remove: { index: member, alias, must_exist: true } })),
  )
}

/** No alias can have the name of an index: adding one, and taking it off at once, fails where there is such an index. */
function assertAbsent(index: string, absent: string): AliasAction[] {
  return [{ add: { index, alias: absent, is_hidden: true } }, { remove: { index, alias: absent, must_exist: false } }]
}

function addition(index: string, alias: string): AliasAction {
  const isRead = !isMark(alias) && writeAliasToken(alias) === undefined
  return { add: isRead ? { index, alias } : { index, alias, is_hidden: true } }
}

function isRole(index: string, alias: string): boolean {
  return isMark(alias) || alias === parseIndexName(index)?.alias
}
