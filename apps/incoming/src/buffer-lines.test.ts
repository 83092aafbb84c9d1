import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bufferLines } from './buffer-lines.ts'

let written: string[]
const output = (text: string): void => void written.push(text)

beforeEach(() => {
  written = []
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

test('bufferLines() writes lines together, in their order, after a short wait', () => {
  const lines = bufferLines({ output, maxWaitMs: 20 })
  lines.write('a')
  vi.advanceTimersByTime(19)
  lines.write('b')
  expect(written).toEqual([])
  vi.advanceTimersByTime(1)
  expect(written).toEqual(['a\nb\n'])
  vi.advanceTimersByTime(1_000)
  lines.write('c')
  vi.advanceTimersByTime(20)
  expect(written).toEqual(['a\nb\n', 'c\n'])
})

test('bufferLines() holds no more than it may, and keeps nothing back when it is flushed', () => {
  const lines = bufferLines({ output, maxLength: 4 })
  lines.write('abc')
  expect(written).toEqual(['abc\n'])
  lines.write('d')
  lines.flush()
  lines.flush()
  expect(written).toEqual(['abc\n', 'd\n'])
})
