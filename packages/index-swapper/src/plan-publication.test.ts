import { expect, test } from 'vitest'
import { IndexVanishedError } from './errors.ts'
import { planPublication } from './plan-publication.ts'

const publication = { alias: 'activities', next: 'a_2', fence: 'a_2w__7' }
const swapFence = [
  { remove: { index: 'a_2', alias: 'a_2w__7', must_exist: true } },
  { add: { index: 'a_2', alias: 'a_2w__7', is_hidden: true } },
]

test('planPublication() takes every older index out and the new one in, as one request [I2]', () => {
  const table = { a_0: ['activities'], a_1: ['activities', 'a_1w__6'], a_2: ['a_2w__7'] }
  expect(planPublication(table, publication)).toEqual([
    { remove: { index: 'a_0', alias: 'activities', must_exist: true } },
    { remove: { index: 'a_1', alias: 'activities', must_exist: true } },
    { add: { index: 'a_2', alias: 'activities' } },
    ...swapFence,
  ])
})

test('planPublication() takes the fence off and on again, so that only its holder can publish [I3]', () => {
  expect(planPublication({ a_2: ['a_2w__7'] }, publication)).toEqual([
    { add: { index: 'a_2', alias: 'activities' } },
    ...swapFence,
  ])
})

test('planPublication() plans nothing when the new index is already the only live one', () => {
  expect(planPublication({ a_1: [], a_2: ['activities', 'a_2w__7'] }, publication)).toEqual([])
})

test('planPublication() leaves a filling index alone', () => {
  const actions = planPublication({ a_2: [], a_3: ['a_3w__8'] }, publication)
  expect(actions.some((action) => JSON.stringify(action).includes('a_3'))).toBe(false)
})

test('planPublication() throws IndexVanishedError when the new index is gone', () => {
  expect(() => planPublication({ a_1: ['activities'] }, publication)).toThrow(IndexVanishedError)
})
