import { pageSearch } from './as2-pages.ts'
import { countSearch } from './count-search.ts'
import type { SearchLimits } from './limits.ts'
import { type RestrictOptions, restrictSearch } from './restrict-search.ts'
import { streamSearch } from './stream-search.ts'

/** What a search is for. */
export type SearchUse =
  | { readonly type: 'search' | 'count' | 'stream' }
  /** A page of `/v1/`, after the hit with these sort values. */
  | { readonly type: 'page'; readonly after: readonly unknown[] | undefined }

export interface SearchTask extends Pick<RestrictOptions, 'alias' | 'key'> {
  readonly use: SearchUse
  readonly limits: SearchLimits
}

/**
 * Writes what is sent to OpenSearch for a caller's body: checked for what it is used for, and within the caller's
 * permission. Pure.
 *
 * @returns JSON text.
 * @throws {InvalidBodyError | RefusedSearchError} As `restrictSearch` does.
 */
export function writeSearch(body: Uint8Array, { use, alias, key, limits }: SearchTask): string {
  return restrictSearch(prepared(body, use, limits), { ...limits, alias, key })
}

function prepared(body: Uint8Array, use: SearchUse, limits: SearchLimits): Uint8Array {
  switch (use.type) {
    case 'search':
      return body
    case 'count':
      return countSearch(body, limits)
    case 'stream':
      return streamSearch(body, limits)
    case 'page':
      return pageSearch(body, use.after, limits.maxDepth)
  }
}
