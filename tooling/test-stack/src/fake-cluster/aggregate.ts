import { type Hit, type Value, valuesAt } from './document-values.ts'
import { matches, type Query } from './match-query.ts'

export type Aggregations = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What `aggs` says of the documents that a query found. */
export function aggregate(hits: readonly Hit[], aggregations: Aggregations): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(aggregations).map(([name, { aggs = {}, ...rest }]) => {
      const [type, body] = Object.entries(rest)[0] ?? ['', {}]
      return [name, one(hits, type, body as Query, aggs as Aggregations)]
    }),
  )
}

function one(hits: readonly Hit[], type: string, body: Query, inner: Aggregations): unknown {
  const values = () => hits.flatMap((hit) => valuesAt(hit, String(body.field)))
  switch (type) {
    case 'cardinality':
      return { value: new Set(values()).size }
    case 'value_count':
      return { value: values().length }
    case 'max':
    case 'min': {
      const numbers = values().map(numberOf)
      return { value: numbers.length === 0 ? null : Math[type](...numbers) }
    }
    case 'filter': {
      const within = hits.filter((hit) => matches(hit, body))
      return { doc_count: within.length, ...aggregate(within, inner) }
    }
    case 'terms':
      return terms(hits, body, inner)
    default:
      throw new Error(`The fake cluster knows no aggregation "${type}"`)
  }
}

function terms(hits: readonly Hit[], { field, size = 10 }: Query, inner: Aggregations): unknown {
  const buckets = new Map<Value, Hit[]>()
  for (const hit of hits) {
    for (const value of new Set(valuesAt(hit, String(field)))) {
      buckets.set(value, [...(buckets.get(value) ?? []), hit])
    }
  }
  const sorted = [...buckets].sort(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1))
  const shown = sorted.slice(0, Number(size))
  const others = sorted.slice(Number(size)).reduce((sum, [, within]) => sum + within.length, 0)
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: others,
    buckets: shown.map(([key, within]) => ({ key, doc_count: within.length, ...aggregate(within, inner) })),
  }
}

/** Dates as milliseconds since 1970. */
function numberOf(value: Value): number {
  return typeof value === 'string' ? Date.parse(value) : Number(value)
}
