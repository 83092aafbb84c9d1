import type { AliasTable } from './alias-table.ts'
import { FencedError } from './errors.ts'
import { writeAlias } from './index-name.ts'
import type { AliasAction } from './plan-publication.ts'

/**
 * Takes an index's write alias off and on again. In one request with other actions it makes them the token holder's
 * alone: where another has taken over, the cluster refuses the whole [I3].
 *
 * @throws {FencedError} If the table already says so.
 */
export function fenced(table: AliasTable, index: string, token: number): AliasAction[] {
  const alias = writeAlias(index, token)
  if (!table[index]?.includes(alias)) throw new FencedError(alias)
  return [{ remove: { index, alias, must_exist: true } }, { add: { index, alias, is_hidden: true } }]
}
