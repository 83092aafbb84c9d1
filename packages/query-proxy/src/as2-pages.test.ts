import { expect, test } from 'vitest'
import { pageSearch, readAs2Page, readCursor, writeCursor } from './as2-pages.ts'
import { InvalidBodyError, RefusedSearchError, UnreadableAnswerError } from './errors.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const searchOf = (body: string, after?: unknown[]): string =>
  new TextDecoder().decode(pageSearch(bytes(body), after, 50))

test.each([
  ['', '{"sort":[{"id":"asc"}]}'],
  ['{"sort":"published"}', '{"sort":["published",{"id":"asc"}]}'],
  ['{"sort":[{"published":"desc"}],"size":5}', '{"size":5,"sort":[{"published":"desc"},{"id":"asc"}]}'],
  ['{"aggs":{},"query":{"term":{"n":1.0}}}', '{"query":{"term":{"n":1.0}},"sort":[{"id":"asc"}]}'],
])('pageSearch() of "%s" has an order without ties', (body, expected) => {
  expect(searchOf(body)).toBe(expected)
})

test('pageSearch() goes on after the last hit, no number rounded', () => {
  const { search, after } = readCursor(writeCursor('{"size":1}', ['a', 1]))
  expect(searchOf(search, [...after])).toBe('{"size":1,"sort":[{"id":"asc"}],"search_after":["a",1]}')
  const page = readAs2Page(bytes('{"hits":{"hits":[{"_source":{},"sort":[9007199254740993,1.0]}]}}'))
  const exact = readCursor(writeCursor('', page.after ?? []))
  expect(searchOf(exact.search, [...exact.after])).toBe('{"sort":[{"id":"asc"}],"search_after":[9007199254740993,1.0]}')
})

test.each(['from', 'search_after', 'collapse'])('pageSearch() refuses %s', (name) => {
  expect(() => searchOf(`{"${name}":[]}`)).toThrow(RefusedSearchError)
})

test('readAs2Page() writes the sources as they were, and next only when there is one', () => {
  const page = readAs2Page(
    bytes('{"hits":{"hits":[{"_source":{"n":12345678901234567890,"2":1.0,"1":"\\u00e9"},"sort":["x"]}]}}'),
  )
  expect(Buffer.from(page.write('https://a.example/v1/x')).toString()).toBe(
    '{"@context":["https://www.w3.org/ns/activitystreams",{"dit":"https://www.trade.gov.uk/ns/activitystreams/v1"}],' +
      '"orderedItems":[{"n":12345678901234567890,"2":1.0,"1":"\\u00e9"}],"type":"Collection","next":"https://a.example/v1/x"}',
  )
  const empty = readAs2Page(bytes('{"hits":{"hits":[]}}'))
  expect(empty.after).toBeUndefined()
  expect(JSON.parse(Buffer.from(empty.write(undefined)).toString())).not.toHaveProperty('next')
})

test('readAs2Page() and readCursor() take nothing else', () => {
  for (const text of ['{}', '{"hits":{"hits":[1]}}', '[]']) {
    expect(() => readAs2Page(bytes(text))).toThrow(UnreadableAnswerError)
    expect(() => readCursor(text)).toThrow(InvalidBodyError)
  }
})
