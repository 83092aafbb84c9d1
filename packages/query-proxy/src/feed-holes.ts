import { UnreadableAnswerError } from './errors.ts'

/** Numbers of writes into one index: after the first one, up to the second. */
export interface SeqRange {
  readonly after: number
  readonly upTo: number
}

export type SeqRanges = Readonly<Record<string, SeqRange>>

/** Writes that could not be seen though later ones could, by index. */
export type Holes = Readonly<Record<string, readonly number[]>>

/**
 * The search for the numbers that can be seen. Two writes at one moment may become visible in the other order, so a
 * number that is missing may be one that is still to come. It sees all documents: its answer is not for callers.
 */
export function numbersSearch(ranges: SeqRanges): string {
  const should = Object.entries(ranges).map(([index, { after, upTo }]) => ({
    bool: { filter: [{ term: { _index: index } }, { range: { _seq_no: { gt: after, lte: upTo } } }] },
  }))
  const longest = Math.max(1, ...Object.values(ranges).map(({ after, upTo }) => upTo - after))
  const numbers = { terms: { field: '_seq_no', size: longest } }
  const size = Math.max(1, should.length)
  return JSON.stringify({
    size: 0,
    query: { bool: { should, minimum_should_match: 1 } },
    aggs: { indexes: { terms: { field: '_index', size }, aggs: { numbers } } },
  })
}

interface NumbersAnswer {
  readonly aggregations?: {
    readonly indexes?: {
      readonly buckets?: readonly {
        readonly key: string
        readonly numbers: { readonly buckets: readonly { readonly key: number }[] }
      }[]
    }
  }
}

/**
 * What is missing in the ranges.
 *
 * @throws {UnreadableAnswerError} If `answer` is none to {@link numbersSearch}.
 */
export function readHoles(answer: string, ranges: SeqRanges): Holes {
  const buckets = (JSON.parse(answer) as NumbersAnswer).aggregations?.indexes?.buckets
  if (!buckets) throw new UnreadableAnswerError('it has no indexes')
  const seen = new Map(buckets.map(({ key, numbers }) => [key, new Set(numbers.buckets.map((bucket) => bucket.key))]))
  return Object.fromEntries(
    Object.entries(ranges).map(([index, { after, upTo }]) => {
      const there = seen.get(index)
      const all = Array.from({ length: upTo - after }, (_, at) => after + 1 + at)
      return [index, all.filter((number) => !there?.has(number))]
    }),
  )
}
