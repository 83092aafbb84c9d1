import { expect, test } from 'vitest'
import type { IndexOperation } from './bulk-body.ts'
import { type Batch, holdOperations } from './held-operations.ts'

const operation = (alias: string, id: string): IndexOperation => {
  return { alias, id, version: '1', source: Buffer.from('{}'), origin: 'http://source/1' }
}
const told = ({ operations, bytes }: Batch) => [operations.map(({ alias, id }) => `${alias}/${id}`), bytes]

test('takeLargest() takes what is for one write alias, in order, and leaves the rest', () => {
  const held = holdOperations()
  held.hold(operation('a', '1'), 10)
  held.hold(operation('b', '1'), 15)
  held.hold(operation('a', '2'), 10)
  expect(held.bytes).toBe(35)
  expect(told(held.takeLargest())).toEqual([['a/1', 'a/2'], 20])
  held.hold(operation('a', '3'), 1)
  expect(told(held.takeLargest())).toEqual([['b/1'], 15])
  expect(told(held.takeLargest())).toEqual([['a/3'], 1])
  expect(told(held.takeLargest())).toEqual([[], 0])
  expect(held.bytes).toBe(0)
})

test('takeAll() takes everything at once', () => {
  const held = holdOperations()
  for (const [alias, id] of [
    ['a', '1'],
    ['b', '1'],
    ['a', '2'],
  ] as const)
    held.hold(operation(alias, id), 2)
  expect(told(held.takeAll())).toEqual([['a/1', 'a/2', 'b/1'], 6])
  expect(told(held.takeAll())).toEqual([[], 0])
})
