import { expect, test } from 'vitest'
import {
  advance,
  type FeedMarks,
  followSwaps,
  newsQuery,
  readMarks,
  startMarks,
  startRanges,
  unseenRanges,
} from './feed-marks.ts'

const one = 'activities__feed_id_one__date_2026-01-01__timestamp_1__batch_id_aaaaaaaa__'
const next = 'activities__feed_id_one__date_2026-01-02__timestamp_2__batch_id_bbbbbbbb__'
const two = 'activities__feed_id_two__date_2026-01-01__timestamp_1__batch_id_cccccccc__'
const mark = (seq: number, published: number, repeatsUpTo = -1) => ({ seq, published, repeatsUpTo })
const bytes = new Uint8Array()
const hit = (index: string, sort: string) => ({ bytes, source: bytes, index, sort })

test('readMarks() tells where each index stands', () => {
  const buckets = [
    { key: one, seq: { value: 7 }, published: { value: 1000 } },
    { key: two, seq: { value: null }, published: { value: null } },
  ]
  const answer = JSON.stringify({ aggregations: { indexes: { buckets } } })
  expect(readMarks(answer)).toEqual({ [one]: mark(7, 1000), [two]: mark(-1, 0) })
  expect(() => readMarks('{}')).toThrow('it has no indexes')
})

test('followSwaps() takes a new generation for what repeats the one before, from where the follower was', () => {
  const known: FeedMarks = { [one]: mark(7, 1000), [two]: mark(3, 50) }
  const followed = followSwaps(known, { [next]: mark(9, 2000), [two]: mark(4, 60) })
  expect(followed).toEqual({ [next]: mark(-1, 1000, 9), [two]: mark(3, 50) })
})

test('followSwaps() serves all of a feed that is new, and remembers one that is away', () => {
  expect(followSwaps({ [one]: mark(7, 1000) }, { [two]: mark(4, 60) })).toEqual({
    [one]: mark(7, 1000),
    [two]: mark(-1, 0),
  })
  expect(followSwaps({ [one]: mark(7, 1000) }, {})).toEqual({ [one]: mark(7, 1000) })
})

test('followSwaps() takes the index beside another for one of its own', () => {
  const [beside, nextBeside] = [`${one}lenient__`, `${next}lenient__`]
  const known: FeedMarks = { [one]: mark(7, 1000) }
  const followed = followSwaps(known, { [one]: mark(7, 1000), [beside]: mark(2, 10) })
  expect(followed).toEqual({ [one]: mark(7, 1000), [beside]: mark(-1, 0) })
  const swapped = followSwaps({ ...known, [beside]: mark(2, 10) }, { [next]: mark(9, 2000), [nextBeside]: mark(4, 20) })
  expect(swapped).toEqual({ [next]: mark(-1, 1000, 9), [nextBeside]: mark(-1, 10, 4) })
})

test('newsQuery() asks each index for what was written after its mark, of a repetition for what is later', () => {
  const current = { [one]: mark(9, 1500), [next]: mark(12, 2000) }
  const of = (index: string, ...should: object[]): object => ({
    bool: { filter: [{ term: { _index: index } }], should, minimum_should_match: 1 },
  })
  const between = (gt: number, lte: number): object => ({ range: { _seq_no: { gt, lte } } })
  const later = { range: { published: { gt: 1000, format: 'epoch_millis' } } }
  const marks: FeedMarks = {
    [one]: {
      ...mark(7, 1000),
      holes: [
        [3, 0],
        [5, 0],
      ],
    },
    [next]: mark(-1, 1000, 9),
    [two]: mark(3, 50),
  }
  expect(newsQuery(marks, current)).toEqual({
    bool: {
      should: [
        of(one, { bool: { filter: [between(7, 9)] } }, { terms: { _seq_no: [3, 5] } }),
        of(next, { bool: { filter: [between(-1, 12), { bool: { should: [between(9, 12), later] } }] } }),
        of(two, { bool: { filter: [between(3, 3)] } }),
      ],
      minimum_should_match: 1,
    },
  })
})

test('unseenRanges() and startRanges() are where a write may be missing', () => {
  const current = { [one]: mark(5000, 0), [two]: mark(3, 0) }
  expect(unseenRanges({ [one]: mark(7, 0), [two]: mark(3, 0) }, current)).toEqual({
    [one]: { after: 4000, upTo: 5000 },
  })
  expect(unseenRanges({ [one]: mark(4990, 0) }, current)).toEqual({ [one]: { after: 4990, upTo: 5000 } })
  const empty = { [next]: mark(-1, 0) }
  expect(startRanges({ ...current, ...empty })).toEqual({
    [one]: { after: 4950, upTo: 5000 },
    [two]: { after: -1, upTo: 3 },
  })
})

test('startMarks() remembers what could not be seen', () => {
  const marks = { [one]: mark(7, 1000), [two]: mark(3, 50) }
  expect(startMarks(marks, { [one]: [4], [two]: [] }, 99)).toEqual({
    [one]: { ...mark(7, 1000), holes: [[4, 99]] },
    [two]: mark(3, 50),
  })
})

const nothing = { holes: {}, now: 0 }

test('advance() moves the marks of the indexes that were served, never back', () => {
  const hits = [hit(one, `[8,"${one}",900]`), hit(one, `[9,"${one}",1500]`)]
  expect(advance({ [one]: mark(7, 1000), [two]: mark(3, 50) }, hits, nothing)).toEqual({
    [one]: mark(9, 1500),
    [two]: mark(3, 50),
  })
})

test('advance() remembers what was passed over, until it is served or a minute is over', () => {
  const first = advance({ [one]: mark(7, 0) }, [hit(one, `[11,"${one}",0]`)], {
    holes: { [one]: [8, 10, 14] },
    now: 1_000,
  })
  const holes = [
    [8, 1_000],
    [10, 1_000],
  ]
  expect(first).toEqual({ [one]: { ...mark(11, 0), holes } })
  const second = advance(first, [hit(one, `[8,"${one}",0]`)], { holes: { [one]: [14] }, now: 2_000 })
  expect(second).toEqual({ [one]: { ...mark(11, 0), holes: [[10, 1_000]] } })
  expect(advance(second, [], { holes: {}, now: 61_000 })).toEqual({ [one]: mark(11, 0) })
})
