import type { Activity, As2Object } from '@as/as2-schema'

/** What can be searched, and what its documents are. */
export interface Sources {
  activities: Activity
  /** What activities are about: the latest state of each. */
  objects: As2Object
}

/** What a search path names. */
export type Alias = keyof Sources

/** What can be asked of an alias. */
export type AliasEndpoint = '_search' | '_count' | '_stream'

/** The path below the service's URL; `undefined` for an alias that there is not. */
export function aliasPath(alias: string, endpoint: AliasEndpoint): string | undefined {
  return alias === 'activities' || alias === 'objects' ? `/v3/${alias}/${endpoint}` : undefined
}

/** Where the feed of all that the key may see begins. */
export const feedPath = '/v3/activities/_feed'

/** The content type of every search body. */
export const searchContentType = 'application/json'

/** One value that a hit was sorted by. */
export type SortValue = string | number | boolean | null

/** One document found. */
export interface SearchHit<Source> {
  /** The index that holds it now; its name changes with each full pass of its feed. */
  readonly _index: string
  readonly _id: string
  /** Null when the search sorts by something else. */
  readonly _score: number | null
  /** The document as its source sent it; only a part of it when the search says `_source`. */
  readonly _source: Source
  /** What it was sorted by, in the order of the search's `sort`. */
  readonly sort?: readonly SortValue[]
  /** What else was asked for: `highlight`, `fields`, `inner_hits`, … */
  readonly [member: string]: unknown
}

/** How many documents match: exactly, or at least so many. */
export interface TotalHits {
  readonly value: number
  readonly relation: 'eq' | 'gte'
}

/**
 * The answer to a search as it comes over the wire.
 *
 * @see https://docs.opensearch.org/latest/api-reference/search-apis/search/
 */
export interface SearchResponse<Source> {
  readonly took: number
  readonly timed_out: boolean
  readonly _shards: { readonly total: number; readonly successful: number; readonly failed: number }
  readonly hits: {
    /** Not there when the search says `track_total_hits: false`. */
    readonly total?: TotalHits
    readonly max_score?: number | null
    readonly hits: readonly SearchHit<Source>[]
  }
  readonly aggregations?: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}

/** What the service says of a search that it does not answer. */
export interface Refusal {
  /** Its own words, or OpenSearch's reason. */
  readonly details: string | undefined
  /** Where in the search the fault is, e.g. `query.bool.must[0].script`. */
  readonly path: string | undefined
  /** OpenSearch's name of the fault, e.g. `parsing_exception`; undefined when the service itself refused. */
  readonly type: string | undefined
}

const maxDetailsLength = 2000

/** Reads `{"details":"…"}` of the service, or `{"error":{"type":"…","reason":"…"}}` of OpenSearch. Never throws. */
export function readRefusal(text: string): Refusal {
  const { details, path, error } = members(parse(text))
  if (typeof details === 'string') {
    const named = typeof path === 'string' ? path : /^Cannot search with "([^"]+)"/.exec(details)?.[1]
    return { details: details.slice(0, maxDetailsLength), path: named, type: undefined }
  }
  const { type, reason, root_cause: rootCauses } = members(error)
  const cause = members(Array.isArray(rootCauses) ? rootCauses[0] : undefined)
  return {
    details: textOf(cause.reason) ?? textOf(reason) ?? textOf(error),
    path: undefined,
    type: textOf(cause.type) ?? textOf(type),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, maxDetailsLength) : undefined
}
