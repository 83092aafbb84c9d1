import { expect, test } from 'vitest'
import { createBodyMemory } from './body-memory.ts'
import type { IndexOperation } from './bulk-action.ts'
import { holdOperations, type TakenBatch } from './held-operations.ts'

const memory = createBodyMemory({ maxBytes: 2 ** 20 })
const operation = (alias: string, id: string): IndexOperation => {
  return { alias, id, version: '1', source: Buffer.from('{}'), origin: 'http://source/1' }
}
function told(taken: TakenBatch | undefined): unknown {
  if (!taken) return undefined
  const { batch } = taken
  const places = Array.from({ length: batch.length }, (_, position) => position)
  return [places.map((place) => `${batch.at(place).alias}/${batch.idAt(place)}`), batch.bytes]
}

test('takeLargest() takes what is for one write alias, in order, and leaves the rest', () => {
  const held = holdOperations(memory)
  held.hold(operation('a', '1'), 10)
  held.hold(operation('b', '1'), 15)
  held.hold(operation('a', '2'), 10)
  expect(held.bytes).toBe(35)
  expect(told(held.takeLargest())).toEqual([['a/1', 'a/2'], 20])
  held.hold(operation('a', '3'), 1)
  expect(told(held.takeLargest())).toEqual([['b/1'], 15])
  expect(told(held.takeLargest())).toEqual([['a/3'], 1])
  expect(held.takeLargest()).toBeUndefined()
  expect(held.bytes).toBe(0)
})

test('takeAll() takes everything at once', () => {
  const held = holdOperations(memory)
  held.hold(operation('a', '1'), 2)
  held.hold(operation('b', '1'), 2)
  held.hold(operation('a', '2'), 2)
  expect(told(held.takeAll())).toEqual([['a/1', 'a/2', 'b/1'], 6])
  held.hold(operation('a', '3'), 2)
  expect(told(held.takeAll())).toEqual([['a/3'], 2])
  expect(held.takeAll()).toBeUndefined()
  expect(held.bytes).toBe(0)
})
