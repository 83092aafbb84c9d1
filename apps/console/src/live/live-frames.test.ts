import { expect, test } from 'vitest'
import { type Cells, diffCells, frameOf, wholeFrame } from './live-frames.ts'

const cells = (...rows: readonly [string, Record<string, string>][]): Cells => new Map(rows)
const before = cells(['', { summary: '2' }], ['a', { status: 'ok', rate: '1' }], ['b', { status: 'ok', rate: '2' }])

test('diffCells() gives the cells that changed, and nothing where none did', () => {
  expect(diffCells(before, before)).toBeUndefined()
  const next = cells(['', { summary: '2' }], ['a', { status: 'ok', rate: '9' }], ['b', { status: 'ok', rate: '2' }])
  expect(diffCells(before, next)).toEqual({ cells: { a: { rate: '9' } } })
})

test('diffCells() gives the order when it changed, when a feed came and when one went', () => {
  const [all, a, b] = [...before]
  if (!all || !a || !b) throw new Error('three rows')
  expect(diffCells(before, cells(all, b, a))).toEqual({ cells: {}, order: ['b', 'a'] })
  expect(diffCells(before, cells(all, a))).toEqual({ cells: {}, order: ['a'] })
  expect(diffCells(before, cells(all, a, b, ['c', { status: 'new' }]))).toEqual({
    cells: { c: { status: 'new' } },
    order: ['a', 'b', 'c'],
  })
})

test('wholeFrame() and frameOf() give all, and one feed', () => {
  expect(wholeFrame(before).order).toEqual(['a', 'b'])
  expect(frameOf(wholeFrame(before), 'b')).toEqual({
    cells: { '': { summary: '2' }, b: { status: 'ok', rate: '2' } },
  })
  expect(frameOf({ cells: { a: {} } }, 'b')).toBeUndefined()
})
