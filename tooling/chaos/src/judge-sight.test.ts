import { expect, test } from 'vitest'
import { revisionZero } from './history-source.ts'
import { judgeSight, type Memory } from './judge-sight.ts'

const sight = (revisions: Readonly<Record<string, number>>) =>
  Object.entries(revisions).map(([id, revision]) => ({ feed: 'f', index: 'i', id, published: revisionZero + revision }))
const rowsOf = (...ids: string[]) => new Map(ids.map((id) => [id, { id, revision: 1, text: '' }]))

test('judgeSight() is content while activities come, change and are taken back', () => {
  const memory: Memory = new Map()
  expect(judgeSight(sight({ a: 1 }), rowsOf('a', 'b'), memory)).toEqual([])
  expect(judgeSight(sight({ a: 2, b: 1 }), rowsOf('a', 'b'), memory)).toEqual([])
  expect(judgeSight(sight({ b: 1 }), rowsOf('b'), memory)).toEqual([])
  expect(judgeSight(sight({ a: 1, b: 1 }), rowsOf('b'), memory)).toEqual([])
})

test('judgeSight() finds what vanished, stepped back or is there twice', () => {
  const memory: Memory = new Map([
    ['a', 2],
    ['b', 1],
  ])
  const twice = [...sight({ a: 1 }), ...sight({ a: 2 })]
  expect(judgeSight(twice, rowsOf('a', 'b'), memory)).toEqual([
    'a stepped back from revision 2 to 1',
    'a is there twice',
    '1 of 2 activities vanished, such as b',
  ])
})
