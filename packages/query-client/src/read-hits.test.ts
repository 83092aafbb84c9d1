import { expect, test } from 'vitest'
import { hit, searchAnswer } from '../test/scripted-fetch.ts'
import { type HitsBody, readHits } from './read-hits.ts'
import type { SearchBody } from './search-body.ts'
import type { SearchResponse } from './wire.ts'

const limits = { pageSize: 2, limit: Number.POSITIVE_INFINITY, maxPages: 100 }

/** Reads from a scripted service, and tells the ids that came and the bodies that were sent. */
async function read(pages: readonly (readonly object[])[], body: HitsBody = {}, changed: Partial<typeof limits> = {}) {
  const sent: SearchBody[] = []
  const searchPage = async (page: SearchBody) => {
    sent.push(page)
    return searchAnswer(pages[sent.length - 1] ?? []) as SearchResponse<{ id: string }>
  }
  const ids: string[] = []
  const reading = readHits('activities', body, { ...limits, ...changed }, searchPage)
  let error: unknown
  try {
    for await (const { _source } of reading) ids.push(_source.id)
  } catch (caught) {
    error = caught
  }
  return { ids, sent, error }
}

test('readHits() goes on after the last hit of each page until a page is empty', async () => {
  const { ids, sent } = await read([[hit('a'), hit('b')], [hit('c'), hit('d')], [hit('e')]])
  expect(ids).toEqual(['a', 'b', 'c', 'd', 'e'])
  const sort = [{ published: { order: 'asc', missing: 0 } }, { id: 'asc' }]
  const page = { sort, size: 2, track_total_hits: false }
  expect(sent).toEqual([
    page,
    { ...page, search_after: [0, 'b'] },
    { ...page, search_after: [0, 'd'] },
    { ...page, search_after: [0, 'e'] },
  ])
})

test('readHits() reads on when a service gives less than was asked for', async () => {
  expect((await read([[hit('a')], [hit('b')], [hit('c')]])).ids).toEqual(['a', 'b', 'c'])
})

test('readHits() sends the query and the source filter with each page', async () => {
  const body = { query: { term: { type: 'Create' } }, post_filter: { match_all: {} }, _source: ['id'] }
  const { sent } = await read([[hit('a')]], body)
  expect(sent).toHaveLength(2)
  for (const page of sent) expect(page).toMatchObject(body)
})

test.each<[string, NonNullable<HitsBody['sort']>, unknown]>([
  ['a field', 'published', ['published', { id: 'asc' }]],
  ['an order', { published: 'desc' }, [{ published: 'desc' }, { id: 'asc' }]],
  ['a list', ['type', { published: 'desc' }], ['type', { published: 'desc' }, { id: 'asc' }]],
  ['a list with id', ['type', { id: 'desc' }], ['type', { id: 'desc' }]],
  ['id', 'id', ['id']],
  ['id with options', { id: { order: 'desc' } }, [{ id: { order: 'desc' } }]],
])('readHits() makes a sort by %s unique', async (_, sort, expected) => {
  expect((await read([], { sort })).sent[0]?.sort).toEqual(expected)
})

test('readHits() stops at the limit without asking for more', async () => {
  const pages = [[hit('a'), hit('b')], [hit('c')]]
  const { ids, sent } = await read(pages, {}, { limit: 3 })
  expect(ids).toEqual(['a', 'b', 'c'])
  expect(sent.map(({ size }) => size)).toEqual([2, 1])
  expect((await read(pages, {}, { limit: 0 })).sent).toEqual([])
})

test('readHits() asks for the next page only when it is wanted', async () => {
  let pages = 0
  const searchPage = async () => {
    pages++
    return searchAnswer([hit(`${pages}a`), hit(`${pages}b`)]) as SearchResponse<{ id: string }>
  }
  for await (const { _id } of readHits('activities', {}, limits, searchPage)) if (_id === '1b') break
  expect(pages).toBe(1)
})

test.each([
  ['more pages than allowed', [[hit('a')], [hit('b')], [hit('c')]], '2 pages were read'],
  ['a page that ends where the last one ended', [[hit('a')], [hit('a')]], 'it begins where the last one began'],
  ['a hit without sort values', [[{ _source: { id: 'a' } }]], 'no sort values'],
  ['a sort value beyond 2^53', [[{ ...hit('a'), sort: [Number('9223372036854775807'), 'a'] }]], 'beyond 2^53'],
])('readHits() fails at %s', async (_, pages, message) => {
  const { error } = await read(pages, {}, { maxPages: 2 })
  expect(error).toMatchObject({ code: 'paging_failed', retryable: false })
  expect(error).toHaveProperty('message', expect.stringContaining(message))
})

test('readHits() pages by null, fractions and booleans', async () => {
  const { sent, error } = await read([[{ ...hit('a'), sort: [null, 1.5, true, 'a'] }]])
  expect(error).toBeUndefined()
  expect(sent[1]?.search_after).toEqual([null, 1.5, true, 'a'])
})
