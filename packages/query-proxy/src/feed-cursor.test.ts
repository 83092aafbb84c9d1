import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlace, writePlace } from './feed-cursor.ts'

const reading = '123e4567-e89b-42d3-a456-426614174000'

test('readPlace() reads what writePlace() wrote', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string({ unit: 'grapheme', maxLength: 100 }), (published, id) => {
      const place = { type: 'history', reading, after: [published, id, 'index'] } as const
      expect(readPlace(writePlace(place))).toEqual(place)
    }),
  )
  expect(readPlace(writePlace({ type: 'news', reading }))).toEqual({ type: 'news', reading })
})

test.each([
  '',
  'x',
  `${reading}.`,
  `${reading}.e30`,
  `${reading}.WzFd`,
  `${reading}x`,
  `../${reading}`,
  'x'.repeat(5000),
])('readPlace() refuses %s', (cursor) => {
  expect(readPlace(cursor)).toBeUndefined()
})

test('readPlace() never throws, whatever it is given', () => {
  fc.assert(fc.property(fc.string(), (text) => readPlace(`${reading}.${text}`) !== null))
})
