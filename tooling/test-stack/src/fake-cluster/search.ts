import { type Aggregations, aggregate } from './aggregate.ts'
import { type Hit, type Searched, type Value, valuesAt } from './document-values.ts'
import { matches, type Query } from './match-query.ts'
import { illegalArgument } from './refusal.ts'

export interface SearchBody {
  readonly query?: Query
  readonly size?: number
  readonly from?: number
  readonly sort?: readonly (string | Readonly<Record<string, unknown>>)[]
  readonly search_after?: readonly Value[]
  readonly _source?: boolean | readonly string[]
  readonly fields?: readonly string[]
  readonly version?: boolean
  readonly seq_no_primary_term?: boolean
  readonly track_total_hits?: boolean
  readonly aggs?: Aggregations
  readonly derived?: Readonly<Record<string, { readonly script: { readonly source: string } }>>
  readonly pit?: { readonly id: string }
}

/** What a script of a derived field makes of a document's source: a test says it in its own language. */
export type Derive = (script: string, source: unknown) => readonly Value[]

const known = new Set(
  'query,size,from,sort,search_after,_source,fields,version,seq_no_primary_term,track_total_hits,aggs,derived,pit'.split(
    ',',
  ),
)

/** The answer to `_search`: what was refreshed, of every index in turn. */
export function search(indexes: readonly Searched[], body: SearchBody, derive: Derive): Record<string, unknown> {
  const unknown = Object.keys(body).filter((key) => !known.has(key))
  if (unknown.length > 0) throw new Error(`The fake cluster knows no "${unknown.join(', ')}" of a search`)
  const { query = { match_all: {} }, size = 10, from = 0, aggs, search_after: after } = body
  if (from + size > 10_000) throw illegalArgument('Result window is too large')
  const found = searchable(indexes)
    .map((hit) => withDerived(hit, body, derive))
    .filter((hit) => matches(hit, query))
  const orders = (body.sort ?? []).map(orderOf)
  const sorted = orders.length === 0 ? found : found.toSorted((a, b) => compareAll(orders, keys(a), keys(b)))
  const rest = after ? sorted.filter((hit) => compareAll(orders, keys(hit), after) > 0) : sorted
  const shown = rest.slice(from, from + size)
  return {
    timed_out: false,
    _shards: shards(indexes),
    hits: {
      ...(body.track_total_hits !== false && { total: { value: found.length, relation: 'eq' } }),
      hits: shown.map((hit) => describe(hit, body, orders.length > 0 ? keys(hit) : undefined)),
    },
    ...(aggs && { aggregations: aggregate(found, aggs) }),
  }

  function keys(hit: Hit): Value[] {
    return orders.map((order) => sortValue(hit, order))
  }
}

/** What a search over some indexes can find. */
export function searchable(indexes: readonly Searched[]): Hit[] {
  return indexes.flatMap((index) =>
    [...index.searchable.values()].map((document) => ({ index, document, source: parsed(document.source) })),
  )
}

export function shards({ length: total }: readonly Searched[]): Record<string, number> {
  return { total, successful: total, skipped: 0, failed: 0 }
}

function withDerived(hit: Hit, { derived }: SearchBody, derive: Derive): Hit {
  if (!derived) return hit
  const values = Object.entries(derived).map(([name, { script }]) => [name, derive(script.source, hit.source)])
  return { ...hit, derived: Object.fromEntries(values) }
}

interface Order {
  readonly field: string
  readonly isDescending: boolean
}

function orderOf(sort: string | Readonly<Record<string, unknown>>): Order {
  if (typeof sort === 'string') return { field: sort, isDescending: false }
  const [field, how] = Object.entries(sort)[0] ?? ['', undefined]
  const order = typeof how === 'string' ? how : (how as { order?: string } | undefined)?.order
  return { field, isDescending: order === 'desc' }
}

function sortValue(hit: Hit, { field, isDescending }: Order): Value {
  const values = valuesAt(hit, field).toSorted(compare)
  return (isDescending ? values.at(-1) : values[0]) ?? ''
}

function compareAll(orders: readonly Order[], a: readonly Value[], b: readonly Value[]): number {
  for (const [at, { isDescending }] of orders.entries()) {
    const order = compare(a[at] ?? '', b[at] ?? '')
    if (order !== 0) return isDescending ? -order : order
  }
  return 0
}

function compare(a: Value, b: Value): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function describe(hit: Hit, body: SearchBody, sort: readonly Value[] | undefined): Record<string, unknown> {
  const { index, document, source } = hit
  const fields = (body.fields ?? []).map((path) => [path, valuesAt(hit, path)] as const)
  return {
    _index: index.name,
    _id: document.id,
    ...(body.version && { _version: Number(document.version) }),
    ...(body.seq_no_primary_term && { _seq_no: document.seqNo, _primary_term: 1 }),
    ...(body._source !== false && { _source: chosen(source, body._source) }),
    ...(fields.some(([, values]) => values.length > 0) && {
      fields: Object.fromEntries(fields.filter(([, values]) => values.length > 0)),
    }),
    ...(sort && { sort }),
  }
}

function chosen(source: unknown, names: SearchBody['_source']): unknown {
  if (!Array.isArray(names)) return source
  return Object.fromEntries(Object.entries(source as object).filter(([name]) => names.includes(name)))
}

const sources = new WeakMap<Uint8Array, unknown>()

function parsed(source: Uint8Array | undefined): unknown {
  if (!source) return undefined
  if (!sources.has(source)) sources.set(source, JSON.parse(Buffer.from(source).toString()))
  return sources.get(source)
}
