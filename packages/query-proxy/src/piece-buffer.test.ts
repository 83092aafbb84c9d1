import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freeMemory, pieceBuffer } from './piece-buffer.ts'

const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 })

test('pieceBuffer() puts any pieces together as they came', () => {
  fc.assert(
    fc.property(
      pieces,
      fc.integer({ min: 0, max: 100 }),
      fc.option(fc.integer({ min: 0, max: 300 })),
      (all, kept, n) => {
        const buffer = pieceBuffer(kept, n ?? undefined)
        const expected = Buffer.concat(all)
        for (const piece of all) buffer.add(piece.slice())
        expect(Buffer.from(buffer.whole())).toEqual(expected)
      },
    ),
  )
})

test('pieceBuffer() frees the pieces of what is long, and keeps the only piece of what is short', () => {
  const [first, second] = [new Uint8Array(8).fill(1), new Uint8Array(8).fill(2)]
  const buffer = pieceBuffer(10, 16)
  buffer.add(first)
  expect(buffer.whole()).toBe(first)
  buffer.add(second)
  expect([first.byteLength, second.byteLength]).toEqual([0, 0])
  expect([...buffer.whole()]).toEqual([...Array<number>(8).fill(1), ...Array<number>(8).fill(2)])
})

test('freeMemory() leaves memory alone that others have a part of', () => {
  const whole = new Uint8Array(16)
  freeMemory(whole.subarray(0, 8))
  expect(whole.byteLength).toBe(16)
  freeMemory(whole)
  expect(whole.byteLength).toBe(0)
  expect(() => freeMemory(whole)).not.toThrow()
})
