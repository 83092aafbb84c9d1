import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonDepth } from './json-depth.ts'

const depth = (text: string, limit = 1_000): number => jsonDepth(new TextEncoder().encode(text), limit)

test.each([
  ['1', 0],
  ['{}', 1],
  ['[[],[[]]]', 3],
  ['{"[[[":"{{{"}', 1],
  ['{"a\\"[[":["\\\\"]}', 2],
])('jsonDepth() of %s is %i', (text, expected) => {
  expect(depth(text)).toBe(expected)
})

test('jsonDepth() stops one past the limit', () => {
  expect(depth('['.repeat(1_000_000), 50)).toBe(51)
})

test('jsonDepth() is the depth of what JSON.parse makes', () => {
  const real = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(real)) : 0
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(depth(JSON.stringify(value))).toBe(real(value))
    }),
  )
})
