import { expect, test } from 'vitest'
import { advance, type FeedMarks, followSwaps, newsQuery, readMarks } from './feed-marks.ts'

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

test('newsQuery() asks each index for what was written after its mark, of a repetition for what is later', () => {
  expect(newsQuery({ [one]: mark(7, 1000), [next]: mark(-1, 1000, 9) })).toEqual({
    bool: {
      should: [
        { bool: { filter: [{ term: { _index: one } }, { range: { _seq_no: { gt: 7 } } }] } },
        {
          bool: {
            filter: [
              { term: { _index: next } },
              { range: { _seq_no: { gt: -1 } } },
              {
                bool: {
                  should: [
                    { range: { _seq_no: { gt: 9 } } },
                    { range: { published: { gt: 1000, format: 'epoch_millis' } } },
                  ],
                },
              },
            ],
          },
        },
      ],
      minimum_should_match: 1,
    },
  })
})

test('advance() moves the marks of the indexes that were served, never back', () => {
  const hits = [hit(one, `[8,"${one}",900]`), hit(one, `[9,"${one}",1500]`)]
  expect(advance({ [one]: mark(7, 1000), [two]: mark(3, 50) }, hits)).toEqual({
    [one]: mark(9, 1500),
    [two]: mark(3, 50),
  })
})
