import { isObject, numberOf } from '../json-object.ts'

/**
 * How many buckets an aggregation may give, if the data is there; what depends on the data alone counts little, as
 * OpenSearch counts it.
 *
 * @throws {RefusedSearchError} If they cannot be counted and may be without number.
 */
export type BucketCount = (body: Record<string, unknown>, path: string) => number

/** An option's number; without number where it cannot be read here, as Java reads `"1e9d"` too. */
export function bounded(option: unknown, standard: number): number {
  if (option === undefined || option === null) return standard
  return Math.max(1, numberOf(option) ?? Number.POSITIVE_INFINITY)
}

/** As many as `size` says. */
export function sized(standard: number): (body: Record<string, unknown>) => number {
  return ({ size }) => bounded(size, standard)
}

/** As many as a list, or an object, has members. */
export function counted(name: string): (body: Record<string, unknown>) => number {
  return (body) => {
    const list = Object.hasOwn(body, name) ? body[name] : undefined
    return Array.isArray(list) ? list.length : isObject(list) ? Object.keys(list).length + 1 : 1
  }
}

/** Nobody knows before. */
export const many: BucketCount = () => 100
