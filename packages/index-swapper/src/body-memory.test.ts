import { expect, test } from 'vitest'
import { createBodyMemory } from './body-memory.ts'

test('createBodyMemory() gives what was given back where it is large enough, and forgets one where none is', () => {
  const memory = createBodyMemory({ maxBytes: 200 })
  const first = memory.take(50)
  const second = memory.take(60)
  expect([first.length, second.length]).toEqual([50, 60])
  memory.giveBack(first)
  memory.giveBack(second)
  expect(memory.take(55)).toBe(second)
  // the one of 50 is given up for it
  memory.giveBack(memory.take(70))
  expect(memory.take(40).length).toBe(70)
  expect(memory.take(40)).not.toBe(first)
})

test('createBodyMemory() keeps no more than it may', () => {
  const memory = createBodyMemory({ maxBytes: 100 })
  const [one, other, large] = [memory.take(60), memory.take(60), memory.take(101)]
  for (const used of [large, one, other]) memory.giveBack(used)
  expect(memory.take(60)).toBe(one)
  expect([other, large]).not.toContain(memory.take(60))
  memory.giveBack(one)
  expect(memory.take(60), 'there is room again').toBe(one)
})
