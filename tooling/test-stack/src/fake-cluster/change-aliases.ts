import type { AliasOptions } from './fake-index.ts'
import type { Indexes } from './index-expression.ts'
import { illegalArgument, noSuchIndex, Refusal } from './refusal.ts'

/** One entry of `POST /_aliases`. */
interface AliasChange {
  readonly add?: AliasTarget & AliasOptions
  readonly remove?: AliasTarget & { readonly must_exist?: boolean }
}

interface AliasTarget {
  readonly index: string
  readonly alias: string
}

/**
 * Carries a whole `POST /_aliases` request out, or nothing of it.
 *
 * @throws {Refusal} 404 `aliases_not_found_exception` where one with `must_exist` is not there, or where there are only
 *   removals and nothing to remove; 404 for an index, 400 for an alias named as one, 500 for one hidden in part.
 */
export function changeAliases(indexes: Indexes, changes: readonly AliasChange[]): void {
  if (changes.length === 0) throw illegalArgument('No action specified')
  const after = new Map([...indexes.values()].map(({ name, aliases }) => [name, new Map(aliases)]))
  let anythingDone = false
  for (const { add, remove } of changes) {
    const target = add ?? remove
    if (!target) throw new Error('The fake cluster knows only `add` and `remove` of aliases')
    const carried = after.get(target.index)
    if (!carried) throw noSuchIndex(target.index)
    if (add && after.has(add.alias)) throw namedAsIndex(add.alias)
    if (add) carried.set(add.alias, add.is_hidden ? { is_hidden: true } : {})
    const isRemoved = remove !== undefined && carried.delete(remove.alias)
    if (remove?.must_exist && !isRemoved) throw missing(remove.alias)
    anythingDone ||= add !== undefined || isRemoved
  }
  if (!anythingDone) throw missing(changes.map(({ remove }) => remove?.alias).join(','))
  checkAliases(after)
  for (const [name, aliases] of after) replaceAll(indexes.get(name)?.aliases, aliases)
}

/** @throws {Refusal} Where an alias is named as an index, or hidden on some indexes only. */
export function checkAliases(table: ReadonlyMap<string, ReadonlyMap<string, AliasOptions>>): void {
  const hidden = new Map<string, boolean>()
  for (const aliases of table.values()) {
    for (const [alias, { is_hidden: isHidden = false }] of aliases) {
      if (table.has(alias)) throw namedAsIndex(alias)
      if ((hidden.get(alias) ?? isHidden) !== isHidden) {
        const reason = `alias [${alias}] has is_hidden set to true on some indices only`
        throw new Refusal(500, 'illegal_state_exception', reason)
      }
      hidden.set(alias, isHidden)
    }
  }
}

function namedAsIndex(alias: string): Refusal {
  const reason = `Invalid alias name [${alias}], an index exists with the same name as the alias`
  return new Refusal(400, 'invalid_alias_name_exception', reason)
}

function missing(alias: string): Refusal {
  return new Refusal(404, 'aliases_not_found_exception', `aliases [${alias}] missing`)
}

function replaceAll<Value>(map: Map<string, Value> | undefined, values: ReadonlyMap<string, Value>): void {
  map?.clear()
  for (const [key, value] of values) map?.set(key, value)
}
