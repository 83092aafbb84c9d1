import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBodyMemory } from './body-memory.ts'
import type { BulkAction } from './bulk-action.ts'
import { bulkPath, writeBulkBody } from './bulk-body.ts'

const write = (actions: BulkAction[]) => writeBulkBody(actions, createBodyMemory({ maxBytes: 0 }))

test('writeBulkBody() writes what each action says, and the source as it is', () => {
  const actions: BulkAction[] = [
    { alias: 'wW__1', id: 'a', version: '1000000000000', source: Buffer.from('{"n":1.0}') },
    { alias: 'other', id: 'b"\\\n', version: '2' },
  ]
  const body = write(actions)
  expect(bulkPath(body)).toBe('/_bulk')
  expect(body.bytes.toString()).toBe(
    '{"index":{"_index":"wW__1","_id":"a","version":1000000000000,"version_type":"external_gte"}}\n' +
      '{"n":1.0}\n' +
      '{"delete":{"_index":"other","_id":"b\\"\\\\\\n","version":2,"version_type":"external_gte"}}\n',
  )
})

test('writeBulkBody() leaves out the alias that all actions are for: the path has it', () => {
  const body = write([
    { alias: 'wW__1', id: 'a', version: '1', source: Buffer.from('{}') },
    { alias: 'wW__1', id: 'b', version: '1' },
  ])
  expect(body.bytes.toString()).toBe(
    '{"index":{"_id":"a","version":1,"version_type":"external_gte"}}\n{}\n' +
      '{"delete":{"_id":"b","version":1,"version_type":"external_gte"}}\n',
  )
  expect(bulkPath(body)).toBe('/wW__1/_bulk')
})

test('writeBulkBody() finds room for whatever ids, aliases and versions there are', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  const action = fc.record({
    alias: text,
    id: text,
    version: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
    source: fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 5 }), (actions) => {
      const body = write(actions as BulkAction[])
      const expected = actions.map(({ alias, id, version, source }) => {
        const index = body.alias === undefined ? `"_index":${JSON.stringify(alias)},` : ''
        const meta = `${index}"_id":${JSON.stringify(id)},"version":${version},"version_type":"external_gte"`
        if (!source) return Buffer.from(`{"delete":{${meta}}}\n`)
        return Buffer.concat([Buffer.from(`{"index":{${meta}}}\n`), source, Buffer.from('\n')])
      })
      expect(body.bytes.equals(Buffer.concat(expected))).toBe(true)
    }),
  )
})
