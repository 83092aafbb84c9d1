import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBodyMemory } from './body-memory.ts'
import type { IndexOperation } from './bulk-action.ts'
import { writeBulkBody } from './bulk-body.ts'
import { mixedBatch, openBatch } from './document-batch.ts'
import { createLenientIndex } from './lenient-index.ts'

const memory = createBodyMemory({ maxBytes: 2 ** 20 })
const lenient = createLenientIndex({ beside: 'i', token: 1, exists: true })
const anyOperation = fc.record({
  alias: fc.constant('wW__1'),
  id: fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  version: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  source: fc.json().map((text) => Uint8Array.from(Buffer.from(text))),
  origin: fc.webUrl(),
  lenient: fc.constantFrom(lenient, undefined),
})

test('a batch gives back what was put in, byte for byte, and its body is that of all of it', () => {
  fc.assert(
    fc.property(fc.array(anyOperation, { minLength: 1, maxLength: 8 }), (operations: IndexOperation[]) => {
      const { batch, add, giveBack } = openBatch('wW__1', memory)
      for (const operation of operations) add(operation, 7)
      expect(operations.map((_, position) => batch.at(position))).toEqual(operations)
      expect(operations.map((_, position) => batch.idAt(position))).toEqual(operations.map(({ id }) => id))
      expect(operations.map((_, position) => batch.lenientAt(position) === lenient)).toEqual(
        operations.map((operation) => operation.lenient !== undefined),
      )
      expect(batch.length).toBe(operations.length)
      expect(batch.bytes).toBe(7 * operations.length)
      expect(batch.lenients).toEqual(mixedBatch(operations, 0).lenients)
      expect(batch.body?.bytes.equals(writeBulkBody(operations, createBodyMemory({ maxBytes: 0 })).bytes)).toBe(true)
      giveBack()
    }),
  )
})

test('a batch outgrows the memory that it began with, and what was taken out of it stays as it is', () => {
  const own = createBodyMemory({ maxBytes: 2 ** 20 })
  const { batch, add, giveBack } = openBatch('w', own)
  const source = (n: number) => Buffer.from(JSON.stringify({ n, pad: 'x'.repeat(30_000) }))
  for (let n = 0; n < 10; n += 1) add({ alias: 'w', id: `${n}`, version: `${n}`, source: source(n), origin: 'o' }, 1)
  const [first, last] = [batch.at(0), batch.at(9)]
  giveBack()
  own.take(2 ** 17).fill(0)
  expect(Buffer.from(first.source).equals(source(0))).toBe(true)
  expect(Buffer.from(last.source).equals(source(9))).toBe(true)
})

test('memory that a cluster may still be reading is not used again', () => {
  const own = createBodyMemory({ maxBytes: 2 ** 20 })
  const { batch, add, giveBack } = openBatch('w', own)
  add({ alias: 'w', id: 'a', version: '1', source: Buffer.from('{}'), origin: 'o' }, 1)
  const { body } = batch
  if (body) body.mayBeRead = true
  giveBack()
  expect(own.take(10).buffer).not.toBe(body?.bytes.buffer)
})
