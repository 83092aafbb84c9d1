import type { Guard } from './grammar/guards.ts'
import type { Scope } from './grammar/scope.ts'
import { parseSearchTree } from './grammar/search-tree.ts'
import type { Tree } from './grammar/tree.ts'
import { isObject } from './json-object.ts'
import { defaultSearchLimits, type SearchLimits } from './limits.ts'
import { parseSearch } from './parse-search.ts'
import { type AccessKey, type Visibility, visibilityOf } from './permission.ts'
import { refuseForeignReads } from './refuse-foreign-reads.ts'

export interface RestrictOptions extends Partial<SearchLimits> {
  readonly alias: string
  readonly key: Pick<AccessKey, 'permissions' | 'strict'>
}

/**
 * Rewrites a search so that it cannot leave the key's permission. Pure. For a key that sees a part of the alias, or
 * none of it, the search is read into a tree of known clauses, and what is sent is written from that tree: the caller's
 * query goes whole into the `must` of an outer bool whose `filter` is the permission. Added to the caller's own bool,
 * the permission would make the caller's `should` match everything.
 *
 * A key that sees all of the alias gets its own text forwarded, within the same limits; written anew only where options
 * are added for indexes that lack a field.
 *
 * @returns The JSON text to send to OpenSearch.
 * @throws {InvalidBodyError} If the body is not a JSON object.
 * @throws {RefusedSearchError} If it holds a clause that the key may not use or asks for too much, naming the path.
 * @example restrictSearch(bytes('{"size":1,"query":Q}'), { alias, key })
 *   // {"size":1,"query":{"bool":{"must":[Q],"filter":[{"terms":{"object.type":["dit:Event"]}}]}}}
 */
export function restrictSearch(body: Uint8Array, options: RestrictOptions): string {
  return restrictSearchWithout([], body, options)
}

/**
 * {@link restrictSearch} with some of its guards taken away. Only for the tests that show what each guard is for: what
 * it lets through tells of hidden documents.
 */
export function restrictSearchWithout(
  guards: readonly Guard[],
  body: Uint8Array,
  { alias, key, ...given }: RestrictOptions,
): string {
  const limits = { ...defaultSearchLimits, ...given }
  const visibility = visibilityOf(key, alias)
  const { text, members } = parseSearch(body, limits)
  const scope = scopeOf(visibility, key.strict ?? false, limits)
  if (visibility === 'all') {
    const tree = parseSearchTree(members, scope)
    const visible = Object.keys(key.permissions).filter((other) => visibilityOf(key, other) === 'all')
    refuseForeignReads(members, visible)
    return scope.added.count === 0 ? text : JSON.stringify(tree)
  }
  const permits = (guard: Guard): boolean => guards.includes(guard)
  return JSON.stringify(wrap(parseSearchTree(members, { ...scope, permits }), { ...scope, permits }))
}

function scopeOf(visibility: Visibility, strict: boolean, limits: SearchLimits): Scope {
  const permission = typeof visibility === 'string' ? [{ match_none: {} }] : visibility
  return {
    permission: permission as readonly Tree[],
    strict,
    permits: () => true,
    limits,
    spent: { clauses: 0, patterns: 0, buckets: 0 },
    added: { count: 0 },
    buckets: 1,
    aggregationDepth: 0,
    hits: 1,
  }
}

function wrap(search: Tree, { permission, strict, permits }: Scope): Tree {
  const members = isObject(search) ? (search as { readonly [name: string]: Tree }) : {}
  const asked = members.query ?? { match_all: {} }
  const query = permits('outer-bool') ? asked : { bool: { must: [asked], filter: permission } }
  return { ...members, query: strict && !permits('strict-query') ? { constant_score: { filter: query } } : query }
}
