import { expect, test } from 'vitest'
import { directHeaders } from './direct-headers.ts'
import { searchFor } from './search-for.ts'

test('searchFor() asks for the newest activities when nothing is typed', () => {
  expect(searchFor([])).toEqual({ sort: [{ published: 'desc' }], track_total_hits: true })
})

test('searchFor() wants all words in the name or the content of the object', () => {
  const match = { query: 'tea shop', operator: 'and' }
  expect(searchFor(['tea', 'shop'])).toMatchObject({
    query: { bool: { should: [{ match: { 'object.name': match } }, { match: { 'object.content': match } }] } },
  })
})

test('searchFor() sends JSON as it is and says when it is none', () => {
  expect(searchFor(['{"size":1}'])).toEqual({ size: 1 })
  expect(() => searchFor(['{size:1}'])).toThrow(/^Cannot read the search as JSON; quote it for your shell/)
})

test('directHeaders() speaks for the proxy on this machine only', () => {
  expect(directHeaders('http://127.0.0.1:8080')).toHaveProperty('X-Forwarded-For')
  expect(directHeaders('https://localhost')).toHaveProperty('X-Forwarded-Proto', 'https')
  expect(directHeaders('https://stream.example')).toEqual({})
  expect(directHeaders('nonsense')).toEqual({})
})
