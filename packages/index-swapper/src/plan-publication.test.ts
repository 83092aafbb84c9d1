import { expect, test } from 'vitest'
import { FencedError, IndexVanishedError } from './errors.ts'
import { planPublication } from './plan-publication.ts'

const fence = (index: string) => `${index}w__7`
const publication = { alias: 'activities', next: 'a_2', token: 7, now: 1000 }
const offAndOn = (index: string) => [
  { remove: { index, alias: fence(index), must_exist: true } },
  { add: { index, alias: fence(index), is_hidden: true } },
]

test('planPublication() takes every older index out and the new one in, as one request [I2]', () => {
  const table = { a_0: ['activities', 'a_0w__7'], a_1: ['activities', 'a_1w__7'], a_2: ['a_2w__7'] }
  expect(planPublication(table, publication)).toEqual([
    { remove: { index: 'a_0', alias: 'activities', must_exist: true } },
    { add: { index: 'a_0', alias: 'activities__kept__1000', is_hidden: true } },
    { remove: { index: 'a_1', alias: 'activities', must_exist: true } },
    { add: { index: 'a_1', alias: 'activities__kept__1000', is_hidden: true } },
    { add: { index: 'a_2', alias: 'activities' } },
    ...offAndOn('a_2'),
    ...offAndOn('a_0'),
    ...offAndOn('a_1'),
  ])
})

test.each([
  ['the new index', { a_1: ['activities', 'a_1w__7'], a_2: ['a_2w__8'] }],
  ['the replaced index', { a_1: ['activities', 'a_1w__8'], a_2: ['a_2w__7'] }],
  ['an already published index', { a_2: ['activities', 'a_2w__8'] }],
])('planPublication() throws FencedError when another has taken over %s [I3]', (_, table) => {
  expect(() => planPublication(table, publication)).toThrow(FencedError)
})

test('planPublication() plans nothing when the new index is already the only live one', () => {
  expect(planPublication({ a_1: [], a_2: ['activities', 'a_2w__7'] }, publication)).toEqual([])
})

test('planPublication() takes the mark off an index that was kept, when it comes back [I6]', () => {
  const table = { a_1: ['activities', 'a_1w__7'], a_2: ['activities__kept__500', 'a_2w__7'] }
  expect(planPublication(table, publication)).toContainEqual({
    remove: { index: 'a_2', alias: 'activities__kept__500', must_exist: true },
  })
})

test('planPublication() leaves a filling index alone', () => {
  const actions = planPublication({ a_2: ['a_2w__7'], a_3: ['a_3w__8'] }, publication)
  expect(actions).toEqual([{ add: { index: 'a_2', alias: 'activities' } }, ...offAndOn('a_2')])
})

test('planPublication() throws IndexVanishedError when the new index is gone', () => {
  expect(() => planPublication({ a_1: ['activities'] }, publication)).toThrow(IndexVanishedError)
})
