import { type Hit, type Value, valuesAt } from './document-values.ts'

export type Query = Readonly<Record<string, unknown>>

/** Whether a document matches a query; only the clauses that our packages send are known. */
export function matches(hit: Hit, query: Query): boolean {
  return Object.entries(query).every(([clause, body]) => matchesClause(hit, clause, body as Query))
}

function matchesClause(hit: Hit, clause: string, body: Query): boolean {
  const [field, value] = Object.entries(body)[0] ?? ['', undefined]
  switch (clause) {
    case 'match_all':
      return true
    case 'term':
      return valuesAt(hit, field).includes(longForm(value, 'value') as Value)
    case 'terms':
      return valuesAt(hit, field).some((one) => (value as readonly Value[]).includes(one))
    case 'prefix':
      return valuesAt(hit, field).some((one) => String(one).startsWith(String(longForm(value, 'value'))))
    case 'exists':
      return valuesAt(hit, String(value)).length > 0
    case 'ids':
      return (body.values as readonly string[]).includes(hit.document.id)
    case 'range':
      return valuesAt(hit, field).some((one) => isWithin(one, value as Query))
    case 'bool':
      return matchesBool(hit, body)
    default:
      throw new Error(`The fake cluster knows no query "${clause}"`)
  }
}

function matchesBool(hit: Hit, { must, filter, should, must_not: mustNot }: Query): boolean {
  const all = [...list(must), ...list(filter)].every((query) => matches(hit, query))
  const none = !list(mustNot).some((query) => matches(hit, query))
  const isOptional = should === undefined || must !== undefined || filter !== undefined
  return all && none && (isOptional || list(should).some((query) => matches(hit, query)))
}

function list(queries: unknown): readonly Query[] {
  return queries === undefined ? [] : [queries as Query].flat()
}

function longForm(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Query)[key] : value
}

function isWithin(value: Value, { gt, gte, lt, lte }: Query): boolean {
  const bounds: [unknown, (bound: Value) => boolean][] = [
    [gt, (bound) => value > bound],
    [gte, (bound) => value >= bound],
    [lt, (bound) => value < bound],
    [lte, (bound) => value <= bound],
  ]
  return bounds.every(([bound, holds]) => bound === undefined || holds(bound as Value))
}
