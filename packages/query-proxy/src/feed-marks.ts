import { UnreadableAnswerError } from './errors.ts'
import type { RawHit } from './read-hits.ts'

/** How far a follower has got in one index. */
interface FeedMark {
  /** The `_seq_no` of the last write served: OpenSearch numbers the writes into an index. */
  readonly seq: number
  /** Up to this `_seq_no` the index only repeats what an earlier generation had: of that, only what is later counts. */
  readonly repeatsUpTo: number
  /** The latest `published` served of this index's feed, in milliseconds since 1970. */
  readonly published: number
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

/** Outgoing names the generations of one feed alike up to their date. */
function familyOf(index: string): string {
  return index.replace(/__date_.*$/, '')
}

/** What the follower has not got. */
export function newsQuery(marks: FeedMarks): object {
  const should = Object.entries(marks).map(([index, { seq, repeatsUpTo, published }]) => {
    const after = (number: number): object => ({ range: { _seq_no: { gt: number } } })
    const later = { range: { published: { gt: published, format: 'epoch_millis' } } }
    const repeated = seq < repeatsUpTo ? [{ bool: { should: [after(repeatsUpTo), later] } }] : []
    return { bool: { filter: [{ term: { _index: index } }, after(seq), ...repeated] } }
  })
  return { bool: { should, minimum_should_match: 1 } }
}

/** The order of arrival, as far as there is one; the last value is for {@link advance}. */
export const newsSort: readonly object[] = [
  { _seq_no: 'asc' },
  { _index: 'asc' },
  { published: { order: 'asc', missing: 0, unmapped_type: 'date' } },
]

/** The marks after these hits of a search in the order of {@link newsSort}. */
export function advance(marks: FeedMarks, hits: readonly RawHit[]): FeedMarks {
  const advanced: Record<string, FeedMark> = { ...marks }
  for (const { index, sort = '[]' } of hits) {
    const [seq = -1, , published = 0] = JSON.parse(sort) as [number?, string?, number?]
    const mark = advanced[index] ?? begun
    advanced[index] = { ...mark, seq: Math.max(seq, mark.seq), published: Math.max(published, mark.published) }
  }
  return advanced
}
