import { RefusedSearchError } from './errors.ts'
import { isObject, memberPath } from './json-object.ts'

/**
 * Refuses clauses that read a document of another index than the searched one, or hide such a clause from us. A key
 * that sees all of an alias may use everything else that OpenSearch has: generations that are being filled or are
 * retired, and aliases it has no permission for, stay out of its reach.
 *
 * @param visible The aliases of which the key sees everything.
 * @throws {RefusedSearchError} Naming the path.
 */
export function refuseForeignReads(search: Record<string, unknown>, visible: readonly string[]): void {
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (typeof item === 'object') walk(item, `${path}[${index}]`)
      }
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (typeof member !== 'object') continue
        const found = memberPath(path, name)
        for (const index of indicesReadBy(name, member)) {
          if (typeof index === 'string' && visible.includes(index)) continue
          throw new RefusedSearchError(found, 'it reads documents of an index that this access key may not see')
        }
        if (name === 'wrapper' && isObject(member) && typeof member.query === 'string') {
          throw new RefusedSearchError(found, 'what it holds cannot be checked; write the query out')
        }
        walk(member, found)
      }
    }
  }
  if (isObject(search.search_pipeline)) {
    throw new RefusedSearchError('search_pipeline', 'what it makes of the search cannot be checked; name one instead')
  }
  walk(search, '')
}

/** The indices that a member named `name` makes OpenSearch read, `undefined` for one it does not name. */
function indicesReadBy(name: string, member: unknown): unknown[] {
  if (!isObject(member)) return []
  switch (name) {
    case 'terms':
      return Object.values(member)
        .filter(isTermsLookup)
        .map(({ index }) => index)
    case 'percolate':
      return Object.hasOwn(member, 'id') ? [member.index] : []
    case 'indexed_shape':
      return Object.hasOwn(member, 'id') ? [member.index] : []
    case 'more_like_this':
      return [member.like, member.unlike, member.docs, member.ignore_like]
        .flat()
        .filter((item) => isObject(item) && Object.hasOwn(item, '_index'))
        .map((item) => (item as Record<string, unknown>)._index)
    default:
      return []
  }
}

function isTermsLookup(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) && Object.hasOwn(value, 'path') && (Object.hasOwn(value, 'id') || Object.hasOwn(value, 'query'))
  )
}
