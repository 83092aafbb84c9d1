import { expect, test } from 'vitest'
import { readSearch, searchBody, searchPath } from './search-query.ts'

const all = readSearch({})

test('readSearch() takes what the address says and leaves out what makes no sense', () => {
  expect(all).toEqual({
    alias: 'activities',
    text: '',
    feed: undefined,
    type: undefined,
    application: undefined,
    from: undefined,
    to: undefined,
    page: 1,
  })
  expect(readSearch({ in: 'passwords', from: '2026-13-40', to: 'today', page: '-3' })).toEqual(all)
  expect(readSearch({ page: '9999' }).page).toBe(1_000)
  expect(readSearch({ q: ` ${'x'.repeat(600)}` }).text).toHaveLength(500)
})

test('searchPath() says a search so that readSearch() reads the same', () => {
  const asked = readSearch({ in: 'objects', q: 'a & b', feed: 'f', type: 't:T', from: '2026-11-01', page: '3' })
  const read = (path: string) => readSearch(Object.fromEntries(new URL(path, 'http://x').searchParams))
  expect(read(searchPath(asked, { page: 3 }))).toEqual(asked)
  expect(searchPath(all)).toBe('/search')
  expect(read(searchPath(asked, { type: undefined }))).toEqual({ ...asked, type: undefined, page: 1 })
})

test('searchBody() filters by what is chosen and looks for words and ids', () => {
  expect(searchBody(all).body).toMatchObject({ query: { match_all: {} }, sort: [{ published: 'desc' }] })
  const asked = readSearch({
    q: 'coffee',
    feed: 'shop',
    type: 'Order',
    application: 'till',
    to: '2026-11-21',
    page: '2',
  })
  expect(searchBody(asked)).toMatchObject({
    path: '/activities/_search',
    body: {
      from: 10,
      query: {
        bool: {
          must: [{ bool: { minimum_should_match: 1 } }],
          filter: [
            { term: { feed_unique_id: 'shop' } },
            { bool: { should: [{ term: { type: 'Order' } }, { term: { 'object.type': 'Order' } }] } },
            { term: { 'generator.name': 'till' } },
            { range: { published: { lte: '2026-11-21||/d' } } },
          ],
        },
      },
    },
  })
})

test('searchBody() of objects asks for nothing that objects do not have', () => {
  const text = JSON.stringify(searchBody(readSearch({ in: 'objects', q: 'tea', type: 'Order', application: 'till' })))
  expect(text).not.toContain('object.')
  expect(text).not.toContain('generator')
})
