import { expect, test } from 'vitest'
import { nestEnvironment } from './nest-environment.ts'

test('nestEnvironment() nests by __ and makes a list of a level whose keys are all integers, sorted by number', () => {
  const { tree } = nestEnvironment({ FEEDS__10__SEED: 'j', FEEDS__2__SEED: 'b', FEEDS__2__UNIQUE_ID: 'x', PORT: '1' })
  expect(tree).toEqual({ FEEDS: [{ SEED: 'b', UNIQUE_ID: 'x' }, { SEED: 'j' }], PORT: '1' })
})

test('nestEnvironment() remembers the numbers of a list', () => {
  const { tree, numbersOf } = nestEnvironment({ A__7: 'x', A__3: 'y' })
  expect(tree.A).toEqual(['y', 'x'])
  expect(numbersOf(tree.A)).toEqual(['3', '7'])
  expect(numbersOf(['y', 'x'])).toBeUndefined()
})

test('nestEnvironment() keeps a level with other keys an object', () => {
  expect(nestEnvironment({ A__1: 'x', A__b: 'y' }).tree).toEqual({ A: { 1: 'x', b: 'y' } })
})

test('nestEnvironment() lets members win over a value of their own name, in either order', () => {
  expect(nestEnvironment({ A: 'v', A__b: 'x' }).tree).toEqual({ A: { b: 'x' } })
  expect(nestEnvironment({ A__b: 'x', A: 'v' }).tree).toEqual({ A: { b: 'x' } })
})

test('nestEnvironment() leaves names that begin or end with __ as they are', () => {
  expect(nestEnvironment({ __CF_USER: 'x', A____B: 'y' }).tree).toEqual({ __CF_USER: 'x', A____B: 'y' })
})

test('nestEnvironment() gives no object a foreign prototype', () => {
  const { tree } = nestEnvironment({ A____proto____x: '1', A__constructor: '2' })
  expect(Object.getPrototypeOf(tree.A)).toBe(Object.prototype)
})
