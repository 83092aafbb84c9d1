import { expect, test } from 'vitest'
import { aliasPath, readRefusal } from './wire.ts'

test('aliasPath() knows the two aliases and nothing else', () => {
  expect(aliasPath('activities', '_search')).toBe('/v3/activities/_search')
  expect(aliasPath('objects', '_count')).toBe('/v3/objects/_count')
  for (const other of ['', '..', 'activities/..', 'toString', '__proto__', '_all']) {
    expect(aliasPath(other, '_search')).toBeUndefined()
  }
})

const nothing = { details: undefined, path: undefined, type: undefined }

test.each([
  ['nothing', '', nothing],
  ['what is not JSON', '<html>', nothing],
  ['null', 'null', nothing],
  ['a list', '["details"]', nothing],
  ['other JSON', '{"message":"no"}', nothing],
  ['details', '{"details": "404: Not Found"}', { ...nothing, details: '404: Not Found' }],
  [
    'details that name a path',
    '{"details": "Cannot search with \\"query.bool.must[0].script\\": this access key may not use it"}',
    {
      details: 'Cannot search with "query.bool.must[0].script": this access key may not use it',
      path: 'query.bool.must[0].script',
      type: undefined,
    },
  ],
  ['details and a path', '{"details":"no","path":"aggs.a"}', { details: 'no', path: 'aggs.a', type: undefined }],
  [
    'an error of OpenSearch',
    '{"error":{"root_cause":[{"type":"parsing_exception","reason":"unknown query [x]"}],"type":"x","reason":"y"},"status":400}',
    { details: 'unknown query [x]', path: undefined, type: 'parsing_exception' },
  ],
  [
    'an error of OpenSearch without a root cause',
    '{"error":{"root_cause":[],"type":"search_phase_execution_exception","reason":"all shards failed"}}',
    { details: 'all shards failed', path: undefined, type: 'search_phase_execution_exception' },
  ],
  ['an error in one word', '{"error":"Unauthorized"}', { ...nothing, details: 'Unauthorized' }],
  ['members of other types', '{"details":1,"path":2,"error":{"type":3,"reason":{},"root_cause":[null]}}', nothing],
])('readRefusal() reads %s', (_, text, expected) => {
  expect(readRefusal(text)).toEqual(expected)
})

test('readRefusal() cuts long words off', () => {
  expect(readRefusal(JSON.stringify({ details: 'x'.repeat(1e6) })).details).toHaveLength(2000)
  expect(readRefusal(JSON.stringify({ error: { reason: 'x'.repeat(1e6) } })).details).toHaveLength(2000)
})
