import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TooManyRequestsError } from './errors.ts'
import { keyGate } from './key-gate.ts'

test('keyGate() lets in as many as it says, each key for itself', () => {
  const gate = keyGate(2, 'requests')
  const leave = gate.enter('a')
  gate.enter('a')
  expect(() => gate.enter('a')).toThrow(TooManyRequestsError)
  gate.enter('b')
  leave()
  leave()
  gate.enter('a')
  expect(() => gate.enter('a')).toThrow('this access key has 2 requests under way already')
})

test('keyGate() never has more inside than it says, whoever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.boolean())), (steps) => {
      const gate = keyGate(3, 'requests')
      const inside: Record<string, (() => void)[]> = { a: [], b: [] }
      const isRight = ([key, enters]: [string, boolean]): boolean => {
        const mine = inside[key] ?? []
        const wasFull = mine.length === 3
        const leave = enters ? gate.tryEnter(key) : mine.shift()
        if (enters && leave) mine.push(leave)
        else leave?.()
        return !enters || (leave === undefined) === wasFull
      }
      return steps.every(isRight)
    }),
  )
})
