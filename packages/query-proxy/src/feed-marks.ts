import { UnreadableAnswerError } from './errors.ts'
import type { Holes, SeqRange, SeqRanges } from './feed-holes.ts'
import type { RawHit } from './read-hits.ts'

/** How far a follower has got in one index. */
interface FeedMark {
  /** The `_seq_no` of the last write served: OpenSearch numbers the writes into an index. */
  readonly seq: number
  /** Up to this `_seq_no` the index only repeats what an earlier generation had: of that, only what is later counts. */
  readonly repeatsUpTo: number
  /** The latest `published` served of this index's feed, in milliseconds since 1970. */
  readonly published: number
  /** Writes up to `seq` that could not be seen yet, each with when it was missed first, in milliseconds since 1970. */
  readonly holes?: readonly (readonly [seq: number, since: number])[]
}

/** How far a follower has got, by index. */
export type FeedMarks = Readonly<Record<string, FeedMark>>

/** Most indexes that an alias may have to be followed. */
const MOST_INDEXES = 2_000

/** The search that tells where each index stands. It sees all documents: its answer is not for callers. */
export const marksSearch: string = JSON.stringify({
  size: 0,
  aggs: {
    indexes: {
      terms: { field: '_index', size: MOST_INDEXES },
      aggs: { seq: { max: { field: '_seq_no' } }, published: { max: { field: 'published' } } },
    },
  },
})

/** @throws {UnreadableAnswerError} If `answer` is none to {@link marksSearch}. */
export function readMarks(answer: string): FeedMarks {
  const { aggregations } = JSON.parse(answer) as { aggregations?: { indexes?: { buckets?: Bucket[] } } }
  const buckets = aggregations?.indexes?.buckets
  if (!buckets) throw new UnreadableAnswerError('it has no indexes')
  const marks = buckets.map(({ key, seq, published }): [string, FeedMark] => {
    return [key, { seq: seq.value ?? -1, repeatsUpTo: -1, published: published?.value ?? 0 }]
  })
  return Object.fromEntries(marks)
}

interface Bucket {
  readonly key: string
  readonly seq: { readonly value: number | null }
  readonly published?: { readonly value: number | null }
}

/**
 * Brings a follower's marks up to the indexes there are now. An index that took the place of another of its feed
 * repeats it: of what it has at this moment, only what was published later than all the follower got of that feed is
 * news. Pure.
 */
export function followSwaps(known: FeedMarks, current: FeedMarks): FeedMarks {
  const families = new Map<string, number>()
  for (const [index, { published }] of Object.entries(known)) {
    const family = familyOf(index)
    families.set(family, Math.max(published, families.get(family) ?? 0))
  }
  const living = new Set(Object.keys(current).map(familyOf))
  // a feed that has no index at the moment may come back
  const kept = Object.entries(known).filter(([index]) => index in current || !living.has(familyOf(index)))
  const added = Object.entries(current)
    .filter(([index]) => !(index in known))
    .map(([index, { seq }]): [string, FeedMark] => {
      const published = families.get(familyOf(index))
      return [index, published === undefined ? begun : { seq: -1, repeatsUpTo: seq, published }]
    })
  return Object.fromEntries([...kept, ...added])
}

/** A feed that the follower knows nothing of: all of it is news. */
const begun: FeedMark = { seq: -1, repeatsUpTo: -1, published: 0 }

/**
 * Outgoing names the generations of one feed alike up to their date. The index beside one that takes what its mapping
 * refuses repeats nothing of the other.
 */
function familyOf(index: string): string {
  return index.replace(/__date_.*?(__lenient__)?$/, '$1')
}

/** How far below what can be seen a write may still be on its way: as many as are written while one is delayed. */
const MOST_UNDER_WAY = 1_000
/** The same at the start, when all indexes are looked at. */
const MOST_UNDER_WAY_AT_START = 50
/** Most numbers that are asked for at once; OpenSearch has a limit of its own. */
const MOST_NUMBERS = 20_000

/** What the follower has not got, as far as a write may still be missing there. */
export function unseenRanges(marks: FeedMarks, current: FeedMarks): SeqRanges {
  return rangesOf(Object.entries(marks), MOST_UNDER_WAY, ([index, { seq }]) => {
    return { after: seq, upTo: current[index]?.seq ?? seq }
  })
}

/** Where writes may be missing when a reading begins. */
export function startRanges(marks: FeedMarks): SeqRanges {
  return rangesOf(Object.entries(marks), MOST_UNDER_WAY_AT_START, ([, { seq }]) => ({ after: -1, upTo: seq }))
}

function rangesOf(
  marks: readonly [string, FeedMark][],
  most: number,
  rangeOf: (entry: [string, FeedMark]) => SeqRange,
): SeqRanges {
  const ranges = marks
    .map((entry): [string, SeqRange] => [entry[0], rangeOf(entry)])
    .filter(([, { after, upTo }]) => after < upTo)
  const each = Math.min(most, Math.ceil(MOST_NUMBERS / ranges.length))
  return Object.fromEntries(
    ranges.map(([index, { after, upTo }]) => [index, { after: Math.max(after, upTo - each), upTo }]),
  )
}

/** The marks of a reading that begins, with what it may miss. */
export function startMarks(marks: FeedMarks, holes: Holes, now: number): FeedMarks {
  const begun = Object.entries(marks).map(([index, mark]): [string, FeedMark] => {
    return [
      index,
      withHoles(
        mark,
        (holes[index] ?? []).map((seq) => [seq, now]),
      ),
    ]
  })
  return Object.fromEntries(begun)
}

/** How long a write that was missed is looked for: far longer than writing takes. */
const HOLE_MS = 60_000

function withHoles({ holes: _holes, ...mark }: FeedMark, holes: NonNullable<FeedMark['holes']>): FeedMark {
  return holes.length === 0 ? mark : { ...mark, holes }
}

/** What the follower has not got, up to where the indexes stand. */
export function newsQuery(marks: FeedMarks, current: FeedMarks): object {
  const should = Object.entries(marks).map(([index, { seq, repeatsUpTo, published, holes = [] }]) => {
    const upTo = current[index]?.seq ?? seq
    const after = (number: number): object => ({ range: { _seq_no: { gt: number, lte: upTo } } })
    const later = { range: { published: { gt: published, format: 'epoch_millis' } } }
    const repeated = seq < repeatsUpTo ? [{ bool: { should: [after(repeatsUpTo), later] } }] : []
    const news = { bool: { filter: [after(seq), ...repeated] } }
    const missed = holes.length === 0 ? [] : [{ terms: { _seq_no: holes.map(([number]) => number) } }]
    return { bool: { filter: [{ term: { _index: index } }], should: [news, ...missed], minimum_should_match: 1 } }
  })
  return { bool: { should, minimum_should_match: 1 } }
}

/** The order of arrival, as far as there is one; the last value is for {@link advance}. */
export const newsSort: readonly object[] = [
  { _seq_no: 'asc' },
  { _index: 'asc' },
  { published: { order: 'asc', missing: 0, unmapped_type: 'date' } },
]

/** What is known besides the hits, when they were searched for. */
export interface Standing {
  /** What could not be seen, from before the search. */
  readonly holes: Holes
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The marks after these hits of a search in the order of {@link newsSort}. */
export function advance(marks: FeedMarks, hits: readonly RawHit[], { holes, now }: Standing): FeedMarks {
  const served = new Map<string, number[]>()
  const advanced: Record<string, FeedMark> = { ...marks }
  for (const { index, sort = '[]' } of hits) {
    const [seq = -1, , published = 0] = JSON.parse(sort) as [number?, string?, number?]
    const mark = advanced[index] ?? begun
    advanced[index] = { ...mark, seq: Math.max(seq, mark.seq), published: Math.max(published, mark.published) }
    served.set(index, [...(served.get(index) ?? []), seq])
  }
  for (const [index, mark] of Object.entries(advanced)) {
    const { seq: before = -1, holes: known = [] } = marks[index] ?? {}
    const found = (holes[index] ?? []).filter((number) => number > before && number < mark.seq)
    const missed = [...known, ...found.map((number) => [number, now] as const)]
    const isMissed = ([number, since]: readonly [number, number]): boolean =>
      now - since < HOLE_MS && !served.get(index)?.includes(number)
    advanced[index] = withHoles(mark, missed.filter(isMissed))
  }
  return advanced
}
