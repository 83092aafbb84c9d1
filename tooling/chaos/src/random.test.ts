import { expect, test } from 'vitest'
import { createRandom } from './random.ts'

const first = (seed: number, name: string): number[] => {
  const random = createRandom(seed, name)
  return Array.from({ length: 1_000 }, () => random.between(1, 6))
}

test('createRandom() gives the same numbers for the same seed and name, and others for others', () => {
  expect(first(1, 'a')).toEqual(first(1, 'a'))
  expect(first(1, 'a')).not.toEqual(first(2, 'a'))
  expect(first(1, 'a')).not.toEqual(first(1, 'b'))
})

test('createRandom().between() gives every number from the first to the last', () => {
  expect(new Set(first(7, 'dice'))).toEqual(new Set([1, 2, 3, 4, 5, 6]))
})
