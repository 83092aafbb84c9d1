import fc from 'fast-check'
import { expect, test } from 'vitest'
import { upstreamPath } from './upstream-path.ts'

test.each([
  ['/opensearch', '/', []],
  ['/opensearch/', '/', []],
  ['/opensearch?pretty', '/?pretty', []],
  ['/opensearch/_cat/indices?v&h=a,b', '/_cat/indices?v&h=a,b', ['_cat', 'indices']],
  ['/opensearch/a/_search/', '/a/_search/', ['a', '_search']],
  ['/opensearch/a,b*/_doc/x%3Ay', '/a,b*/_doc/x%3Ay', ['a,b*', '_doc', 'x:y']],
  ['/opensearch/%5Fbulk', '/%5Fbulk', ['_bulk']],
  ['/opensearch/a?q=../%2e%2e//', '/a?q=../%2e%2e//', ['a']],
  ['/opensearch/a?b?c', '/a?b?c', ['a']],
])('upstreamPath() of %s', (target, raw, segments) => {
  expect(upstreamPath(target, '/opensearch')).toMatchObject({ raw, segments })
})

test.each([
  '/opensearch/../x',
  '/opensearch/a/../../_bulk',
  '/opensearch/%2e%2e/x',
  '/opensearch/%2E./x',
  '/opensearch/./x',
  '/opensearch//x',
  '/opensearch/a//b',
  '/opensearch/a%2Fb',
  '/opensearch/a%2f..%2f_bulk',
  '/opensearch/a%5cb',
  '/opensearch/a\\b',
  '/opensearch/a%00',
  '/opensearch/a%0d%0ab',
  '/opensearch/%252e%252e/x',
  '/opensearch/a%252fb',
  '/opensearch/%zz',
  '/opensearch/%ff',
  '/opensearch/ä',
  '/opensearch/a b',
  '/opensearch/a#b',
  '/opensearchx/a',
  '/other/opensearch/a',
  'http://o.example/opensearch/a',
  '*',
  `/opensearch/${'a'.repeat(5_000)}`,
])('upstreamPath() refuses %s', (target) => {
  expect(upstreamPath(target, '/opensearch')).toBeUndefined()
})

test('what upstreamPath() passes on means the same to every reader', () => {
  const pieces = fc.constantFrom('/', '.', '..', '%2e', '%2F', '%5c', '%25', '_bulk', 'a', '?', '\\', ';', '%00')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
      const found = upstreamPath(`/opensearch/${parts.join('')}`, '/opensearch')
      if (!found) return
      const read = new URL(`http://o.example${found.raw}`)
      expect(read.pathname).toBe(found.raw.split('?', 1)[0])
      expect(
        read.pathname
          .split('/')
          .filter((part) => part !== '')
          .map(decodeURIComponent),
      ).toEqual(found.segments)
    }),
  )
})
