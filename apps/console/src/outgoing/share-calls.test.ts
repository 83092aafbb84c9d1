import { expect, test } from 'vitest'
import { shareCalls } from './share-calls.ts'

function counted() {
  let asked = 0
  return { question: async () => (asked += 1), asked: () => asked }
}

test('shareCalls() asks once for all who wait, and for who comes soon after', async () => {
  let now = 0
  const shared = shareCalls(1_000, () => now)
  const { question, asked } = counted()
  expect(await Promise.all([shared.ask('a', question), shared.ask('a', question)])).toEqual([1, 1])
  now = 999
  expect(await shared.ask('a', question)).toBe(1)
  expect(await shared.ask('b', question)).toBe(2)
  now = 1_000
  expect(await shared.ask('a', question)).toBe(3)
  shared.forget()
  expect(await shared.ask('a', question)).toBe(4)
  expect(asked()).toBe(4)
})

test('shareCalls() does not remember a failure', async () => {
  const shared = shareCalls(1_000)
  await expect(shared.ask('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down')
  await expect(shared.ask('a', async () => 'up')).resolves.toBe('up')
})
