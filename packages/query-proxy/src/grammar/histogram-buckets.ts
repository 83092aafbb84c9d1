import { RefusedSearchError } from '../errors.ts'
import { isObject, numberOf } from '../json-object.ts'
import type { BucketCount } from './buckets.ts'

const seconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  second: 1,
  m: 60,
  minute: 60,
  h: 3_600,
  hour: 3_600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
  M: 2_592_000,
  month: 2_592_000,
  q: 7_776_000,
  quarter: 7_776_000,
  y: 31_536_000,
  year: 31_536_000,
}
/** Intervals that are safe: an hour, or so many of anything, as they may be milliseconds. */
const smallest = { date: 3_600, number: 3_600_000 } as const
/** What bounds span when they are in a format that is not read here. */
const unreadYears = 200

/**
 * The buckets of a histogram. With `min_doc_count` 0, which is the default, OpenSearch makes every empty bucket between
 * the first and the last value before it looks how many they are: one small interval takes its whole memory. So small
 * intervals need `hard_bounds`, or `min_doc_count` 1.
 *
 * @throws {RefusedSearchError} If the interval is small and nothing bounds the number of buckets.
 */
export function emptyBuckets(kind: 'date' | 'number'): BucketCount {
  return (body, path) => {
    if ((numberOf(body.min_doc_count) ?? 0) >= 1) return 100
    const interval = kind === 'date' ? dateInterval(body) : numberInterval(body)
    if (interval < smallest[kind] && !isObject(body.hard_bounds)) {
      throw new RefusedSearchError(
        path,
        'empty buckets of so small an interval may be without number; set "min_doc_count" to 1, or "hard_bounds"',
      )
    }
    const widest = Math.max(spanOf(kind, body.extended_bounds), spanOf(kind, body.hard_bounds))
    return Math.max(100, widest / interval)
  }
}

/** What cannot be read counts as none: Java reads more than JavaScript, `"1d"` is its number 1. */
function numberInterval({ interval }: Record<string, unknown>): number {
  return Math.max(0, numberOf(interval) ?? 0)
}

/** In seconds. */
function dateInterval({ calendar_interval, fixed_interval, interval }: Record<string, unknown>): number {
  const given = calendar_interval ?? fixed_interval ?? interval
  // a number is milliseconds
  if (typeof given !== 'string') return (numberOf(given) ?? 0) / 1_000
  const [, count = '', unit = ''] = /^(\d*)([a-zA-Z]+)$/.exec(given) ?? []
  const each = Object.hasOwn(seconds, unit) ? seconds[unit] : undefined
  return (each ?? 0) * (count === '' ? 1 : Number(count))
}

/** From a bound to the other, in seconds or in the field's own unit. */
function spanOf(kind: 'date' | 'number', bounds: unknown): number {
  if (!isObject(bounds)) return 0
  const [from, to] = [bounds.min, bounds.max].map((bound) => (kind === 'date' ? dateOf(bound) : numberOf(bound)))
  if (from !== undefined && to !== undefined) return Math.max(0, to - from)
  return kind === 'date' ? unreadYears * 31_536_000 : Number.POSITIVE_INFINITY
}

/** In seconds since 1970. */
function dateOf(bound: unknown): number | undefined {
  // "2025" is a year, "1735689600000" are milliseconds
  const ms = typeof bound === 'string' && !/^-?\d{5,}$/.test(bound) ? Date.parse(bound) : numberOf(bound)
  return ms === undefined || Number.isNaN(ms) ? undefined : ms / 1_000
}
