import { checkSearch } from './grammar/check-search.ts'
import { type ParsedSearch, parseSearch } from './parse-search.ts'
import { type AccessKey, visibilityOf } from './permission.ts'
import { refuseForeignReads } from './refuse-foreign-reads.ts'

export interface RestrictOptions {
  readonly alias: string
  readonly key: Pick<AccessKey, 'permissions'>
  /** How deep a body may be nested when the key sees a part of the alias only. */
  readonly maxRestrictedDepth: number
  /** How deep it may be nested otherwise. */
  readonly maxDepth: number
}

/**
 * Rewrites a search so that it cannot leave the key's permission. Pure. A key that sees all of the alias gets its own
 * text forwarded; for any other the search is checked clause by clause, and the caller's query goes whole into the
 * `must` of an outer bool whose `filter` is the permission: added to the caller's own bool, it would make the caller's
 * `should` match everything.
 *
 * @returns The JSON text to send to OpenSearch.
 * @throws {InvalidBodyError} If the body is not a JSON object.
 * @throws {RefusedSearchError} If it holds a clause that the key may not use, naming its path.
 * @example restrictSearch(bytes('{"size":1,"query":Q}'), { alias, key, … })
 *   // {"size":1,"query":{"bool":{"must":[Q],"filter":[{"terms":{"object.type":["dit:Event"]}}]}}}
 */
export function restrictSearch(
  body: Uint8Array,
  { alias, key, maxRestrictedDepth, maxDepth }: RestrictOptions,
): string {
  const visibility = visibilityOf(key, alias)
  if (visibility === 'all') {
    const { text, members } = parseSearch(body, { maxDepth })
    const visible = Object.keys(key.permissions).filter((other) => visibilityOf(key, other) === 'all')
    refuseForeignReads(members, visible)
    return text
  }
  const search = parseSearch(body, { maxDepth: maxRestrictedDepth })
  checkSearch(search.members, '')
  return wrap(search, visibility === 'none' ? [{ match_none: {} }] : visibility)
}

function wrap({ members }: ParsedSearch, filter: readonly object[]): string {
  const must = Object.hasOwn(members, 'query') ? [members.query] : [{ match_all: {} }]
  return JSON.stringify({ ...members, query: { bool: { must, filter } } })
}
