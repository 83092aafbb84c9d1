import { expect, test } from 'vitest'
import { requestHeaders, responseHeaders } from './pass-headers.ts'

test('requestHeaders() passes four headers on and nothing else', () => {
  const sent = {
    host: 'console.example',
    cookie: '__Host-console-session=secret',
    authorization: 'Basic secret',
    connection: 'close, x-hop',
    'x-hop': '1',
    'x-forwarded-for': '10.0.0.1',
    'transfer-encoding': 'chunked',
    'content-type': 'application/json',
    'content-length': '2',
    'osd-xsrf': 'true',
    'kbn-version': '2.0',
  }
  expect(requestHeaders(sent)).toEqual({
    'content-type': 'application/json',
    'content-length': '2',
    'osd-xsrf': 'true',
    'kbn-version': '2.0',
  })
})

test('responseHeaders() keeps what is of the connection and what would speak for the origin', () => {
  const passed = responseHeaders(
    {
      connection: 'keep-alive, X-Hop',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      'x-hop': '1',
      'set-cookie': ['console-session=planted'],
      'access-control-allow-origin': '*',
      'www-authenticate': 'Basic',
      'clear-site-data': '"*"',
      'content-type': 'application/json',
      warning: '299 OpenSearch "old"',
      'content-length': '12',
    },
    '/opensearch',
  )
  expect([...passed].map(([name]) => name).sort()).toEqual(['content-length', 'content-type', 'warning'])
})

test.each([
  ['/a/_doc/1', '/opensearch/a/_doc/1'],
  ['/opensearch/a', '/opensearch/a'],
  ['https://o.example/', 'https://o.example/'],
  ['//o.example/', '//o.example/'],
])('responseHeaders() makes Location %s %s', (location, below) => {
  expect(responseHeaders({ location }, '/opensearch').get('location')).toBe(below)
})
