import { PagingError } from './errors.ts'
import type { SearchBody, SortBy } from './search-body.ts'
import type { SearchHit, SearchResponse, SortValue } from './wire.ts'

/** What to page through. Without `sort`: by `published`, oldest first. */
export type HitsBody = Pick<SearchBody, 'query' | 'post_filter' | '_source' | 'sort'>

export interface HitsOptions {
  readonly signal?: AbortSignal | undefined
  /** Hits a request: 1 to 10,000. Default: 500. */
  readonly pageSize?: number | undefined
  /** Stops after so many hits. Default: goes on to the end. */
  readonly limit?: number | undefined
  /** Most requests; one more is a `PagingError`. Default: 10,000. */
  readonly maxPages?: number | undefined
}

/** The options that `readHits()` needs, with their defaults. */
export type HitsLimits = Readonly<Record<'pageSize' | 'limit' | 'maxPages', number>>

/** Searches once: what `readHits()` does for each page. */
export type SearchPage<Source> = (body: SearchBody) => Promise<SearchResponse<Source>>

/**
 * Reads all hits of a search, page by page, with `search_after`: complete also while feeds are published anew. A
 * document whose sort value changes meanwhile may come twice, or not at all.
 *
 * @throws {PagingError} If going on could leave hits out.
 */
export async function* readHits<Source>(
  alias: string,
  body: HitsBody,
  { pageSize, limit, maxPages }: HitsLimits,
  searchPage: SearchPage<Source>,
): AsyncGenerator<SearchHit<Source>, void, undefined> {
  const sort = uniqueSort(body.sort)
  let after: readonly SortValue[] | undefined
  let left = limit
  for (let page = 0; left > 0; page++) {
    if (page === maxPages) throw new PagingError(alias, `${maxPages} pages were read; raise maxPages or pageSize`)
    const size = Math.min(pageSize, left)
    const position = after === undefined ? {} : { search_after: after }
    const { hits } = (await searchPage({ ...body, size, sort, track_total_hits: false, ...position })).hits
    yield* hits
    left -= hits.length
    // only an empty page is the end: a service may give less than `size`
    if (hits.length === 0) return
    after = nextPosition(alias, hits, after)
  }
}

/** Documents without `published` count as 1970: the number that OpenSearch gives them by default does not fit a double. */
const byPublished: SortBy = { published: { order: 'asc', missing: 0 } }

/** Hits that compare equal could be cut apart by the end of a page, so `id` decides where nothing else does. */
function uniqueSort(sort: SearchBody['sort'] = byPublished): readonly SortBy[] {
  const given: readonly SortBy[] = isList(sort) ? sort : [sort]
  const fields = given.flatMap((by) => (typeof by === 'string' ? [by] : Object.keys(by)))
  return fields.includes('id') ? given : [...given, { id: 'asc' }]
}

function isList(sort: SortBy | readonly SortBy[]): sort is readonly SortBy[] {
  return Array.isArray(sort)
}

function nextPosition<Source>(
  alias: string,
  hits: readonly SearchHit<Source>[],
  before: readonly SortValue[] | undefined,
): readonly SortValue[] {
  const after = hits.at(-1)?.sort
  if (!after) throw new PagingError(alias, 'the last hit has no sort values; check what answers at the URL')
  if (after.some((value) => Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw new PagingError(alias, 'a sort value is a number beyond 2^53; add `missing: 0`, or sort by another field')
  }
  if (JSON.stringify(after) === JSON.stringify(before)) {
    throw new PagingError(alias, 'it begins where the last one began; check what answers at the URL')
  }
  return after
}
