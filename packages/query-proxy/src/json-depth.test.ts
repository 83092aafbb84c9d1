import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonShape } from './json-depth.ts'

const depth = (text: string, maxDepth = 1_000): number => jsonShape(new TextEncoder().encode(text), { maxDepth }).depth

test.each([
  ['1', 0],
  ['{}', 1],
  ['[[],[[]]]', 3],
  ['{"[[[":"{{{"}', 1],
  ['{"a\\"[[":["\\\\"]}', 2],
])('jsonShape() of %s is %i deep', (text, expected) => {
  expect(depth(text)).toBe(expected)
})

test('jsonShape() stops one past a limit', () => {
  const text = new TextEncoder().encode('['.repeat(1_000_000))
  expect(jsonShape(text, { maxDepth: 50 })).toMatchObject({ depth: 51, values: 51 })
  expect(jsonShape(text, { maxDepth: 1_000, maxValues: 7 })).toMatchObject({ depth: 8, values: 8 })
  const list = new TextEncoder().encode('1,'.repeat(1_000_000))
  expect(jsonShape(list, { maxDepth: 50, maxValues: 7 })).toMatchObject({ depth: 0, values: 8 })
})

test('jsonShape() is the shape of what JSON.parse makes', () => {
  const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null
  const deep = (value: unknown): number => (isContainer(value) ? 1 + Math.max(0, ...Object.values(value).map(deep)) : 0)
  const many = (value: unknown): number => {
    if (!isContainer(value)) return 0
    const commas = Math.max(0, Object.values(value).length - 1)
    return Object.values(value).reduce<number>((sum, member) => sum + many(member), 1 + commas)
  }
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const shape = jsonShape(new TextEncoder().encode(JSON.stringify(value)), { maxDepth: 1_000 })
      expect(shape).toMatchObject({ depth: deep(value), values: many(value) })
    }),
  )
})

test('jsonShape() finds the end of long strings, whatever is escaped in them', () => {
  const piece = fc.constantFrom('x'.repeat(40), '"', '\\', '\\"', '[{', ',', 'é', '\n')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = new TextEncoder().encode(JSON.stringify([pieces.join(''), [pieces.join('')]]))
      expect(jsonShape(text, { maxDepth: 1_000 })).toMatchObject({ depth: 2, values: 3 })
    }),
  )
})

test('jsonShape() says how long the longest string is, and stops at one that is too long', () => {
  const text = new TextEncoder().encode(JSON.stringify(['x'.repeat(100), '\\'.repeat(30)]))
  expect(jsonShape(text, { maxDepth: 1_000 }).longest).toBe(100)
  expect(jsonShape(text, { maxDepth: 1_000, maxStringBytes: 99 })).toEqual({ depth: 1, values: 1, longest: 100 })
})
