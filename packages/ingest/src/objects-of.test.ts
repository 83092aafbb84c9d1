import { as2Format } from '@as/feed-client'
import { expect, test } from 'vitest'
import { objectsOf } from './objects-of.ts'

function objectsIn(object: string): string[][] {
  const body = Buffer.from(`{"orderedItems":[{"id":"a","object":${object}}]}`)
  const [item] = as2Format.processPage(body, { url: 'http://source/' }).items
  return (item ? objectsOf(item) : []).map(({ id, bytes }) => [id, Buffer.from(bytes).toString()])
}

test.each([
  ['{"id":"o","n":1.0}', [['o', '{"id":"o","n":1.0}']]],
  ['"o"', []],
  ['{"name":"no id"}', []],
  [
    '["o", {"id":"p","n":1.0} ,{"id":7},{"id":""},[{"id":"q"}],null,{"id":"r"}]',
    [
      ['p', '{"id":"p","n":1.0}'],
      ['r', '{"id":"r"}'],
    ],
  ],
  [String.raw`[{"id":"\ud800"},{"id":"${'x'.repeat(513)}"}]`, []],
])('objectsOf() finds the objects with an id, as they were sent: %s', (object, expected) => {
  expect(objectsIn(object)).toEqual(expected)
})
