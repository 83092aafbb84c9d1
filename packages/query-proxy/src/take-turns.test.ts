import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeTurns } from './take-turns.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('takeTurns() gives one turn at a time, in the order of asking, with time between', async () => {
  const turn = takeTurns(5)
  const had: string[] = []
  const take = async (name: string): Promise<void> => {
    await turn()
    had.push(name)
  }
  void take('a').then(() => take('c'))
  void take('b')
  await vi.advanceTimersByTimeAsync(4)
  expect(had).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(had).toEqual(['a'])
  await vi.advanceTimersByTimeAsync(5)
  expect(had).toEqual(['a', 'b'])
  await vi.advanceTimersByTimeAsync(5)
  expect(had).toEqual(['a', 'b', 'c'])
  expect(vi.getTimerCount()).toBe(0)
})
