import { RefusedSearchError } from '../errors.ts'
import { isObject, memberPath } from '../json-object.ts'
import { type AggregationKind, aggregationKinds } from './aggregation-kinds.ts'
import { named } from './combine.ts'
import { data } from './leaves.ts'
import { deny, type Scope, spendBuckets } from './scope.ts'
import type { Parse, Tree } from './tree.ts'

const unknownKind = 'it is not an aggregation that is known here; docs/query-language.md lists what is'

/**
 * Reads aggregations and those inside them.
 *
 * @throws {RefusedSearchError} Naming the path.
 */
export const parseAggregations: Parse = (aggregations, path, scope) => {
  const aggregationDepth = scope.aggregationDepth + 1
  const { maxAggregationDepth } = scope.limits
  if (aggregationDepth > maxAggregationDepth) {
    throw new RefusedSearchError(path, `aggregations may be ${maxAggregationDepth} deep`)
  }
  return named(parseAggregation)(aggregations, path, { ...scope, aggregationDepth })
}

function parseAggregation(body: unknown, path: string, scope: Scope): Tree {
  if (!isObject(body)) return deny(scope, 'unknown', path, body, 'it has to be an object')
  const buckets = scope.buckets * bucketsOf(body, path)
  if (buckets > scope.buckets) spendBuckets(scope, path, buckets)
  const metric = Object.keys(body).find((name) => kindOf(name)?.isMetric)
  const { clauses } = scope.spent
  const parts = Object.entries(body).map(([name, part]) => {
    const at = memberPath(path, name)
    if (name === 'meta') return [name, data(part, at, scope)]
    const isInside = name === 'aggs' || name === 'aggregations'
    if (isInside && metric !== undefined) return [name, deny(scope, 'unknown', at, part, `"${metric}" can hold none`)]
    const parse = isInside ? parseAggregations : (kindOf(name)?.parse ?? unknown)
    return [name, parse(part, at, { ...scope, buckets })]
  })
  const node = Object.fromEntries(parts) as { readonly [name: string]: Tree }
  // OpenSearch adds an empty one when a shard simplifies a query in it or below it, which depends on hidden documents
  const hasQueries = scope.spent.clauses > clauses
  return hasQueries && !Object.hasOwn(node, 'meta') && !scope.permits('meta') ? { ...node, meta: {} } : node
}

const unknown: Parse = (value, path, scope) => deny(scope, 'unknown', path, value, unknownKind)

function bucketsOf(body: Record<string, unknown>, path: string): number {
  return Object.entries(body).reduce((product, [name, part]) => {
    const count = isObject(part) ? (kindOf(name)?.buckets?.(part, memberPath(path, name)) ?? 1) : 1
    return product * Math.max(1, count)
  }, 1)
}

function kindOf(name: string): AggregationKind | undefined {
  return Object.hasOwn(aggregationKinds, name) ? aggregationKinds[name] : undefined
}
