import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSqlCursor, type SqlKey, writeSqlCursor } from './sql-cursor.ts'

const key: fc.Arbitrary<SqlKey> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
)

describe('readSqlCursor()', () => {
  it('gives back what was written, each value of its type', () => {
    fc.assert(
      fc.property(key, key, (updated, id) => {
        const cursor = writeSqlCursor([updated, id])
        expect(cursor).toMatch(/^[\w-]+$/)
        expect(readSqlCursor(cursor)).toEqual([updated, id].map((one) => (one === 0 ? 0 : one)))
      }),
    )
  })

  it('takes nothing else, and no other spelling: each page has one URL', () => {
    const good = writeSqlCursor(['2026-01-31', 7])
    const base64 = (text: string) => Buffer.from(text).toString('base64url')
    const bad = ['', 'x', `${good}=`, `${good}A`, ` ${good}`, '[]', good.slice(1)]
    const other = ['["a"]', '["a", 1]', '["a",1,2]', '["a",null]', '[{"n":"x"},1]', '[{"n":1},1]', '{}', '["a",1e999]']
    for (const cursor of [...bad, ...other.map(base64)]) {
      expect([cursor, readSqlCursor(cursor)]).toEqual([cursor, undefined])
    }
  })

  it('takes whatever else without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readSqlCursor(text)))
  })
})
