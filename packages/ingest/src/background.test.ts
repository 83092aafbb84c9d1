import { expect, test } from 'vitest'
import { createBackground } from './background.ts'

test('createBackground() runs one thing after the other, and takes no more than may wait', async () => {
  const background = createBackground(1)
  const done: number[] = []
  const first = Promise.withResolvers<void>()
  expect(background.run(() => first.promise.then(() => void done.push(1)))).toBe(true)
  expect(background.run(async () => void done.push(2))).toBe(true)
  expect(background.run(async () => void done.push(3))).toBe(false)
  expect([background.waiting, done.length]).toEqual([2, 0])
  first.resolve()
  await background.ended()
  expect([background.waiting, done]).toEqual([0, [1, 2]])
})

test('createBackground() goes on after a failure', async () => {
  const background = createBackground(1)
  const done: number[] = []
  background.run(() => Promise.reject(new Error('scripted')))
  background.run(async () => void done.push(1))
  await background.ended()
  expect(done).toEqual([1])
})
