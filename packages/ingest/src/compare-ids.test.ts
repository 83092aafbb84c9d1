import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareIds, compareUtf8, type IdChange } from './compare-ids.ts'

async function* batches(ids: readonly string[], size: number) {
  const sorted = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  for (let from = 0; from < sorted.length; from += size) yield sorted.slice(from, from + size)
}

const id = fc.string({
  unit: fc.constantFrom('a', 'b', '\u{ffff}', '\u{e000}', '\u{1f600}', '\u{d7ff}'),
  minLength: 1,
  maxLength: 3,
})
const ids = fc.uniqueArray(id, { maxLength: 30 })
const size = fc.integer({ min: 1, max: 7 })

test('compareIds() finds exactly what is in one of two sets, whatever the batches', async () => {
  await fc.assert(
    fc.asyncProperty(ids, ids, size, size, async (before, after, one, other) => {
      const found: IdChange[] = []
      for await (const change of compareIds(batches(before, one), batches(after, other))) found.push(change)
      const of = (kind: string) => found.filter(({ change }) => change === kind).map((each) => each.id)
      expect(new Set(of('removed'))).toEqual(new Set(before.filter((each) => !after.includes(each))))
      expect(new Set(of('added'))).toEqual(new Set(after.filter((each) => !before.includes(each))))
      expect(found.length).toBe(new Set(found.map((each) => each.id)).size)
    }),
  )
})

test('compareUtf8() orders as the bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(Math.sign(compareUtf8(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)))
    }),
  )
})
