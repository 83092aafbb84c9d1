import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BulkAction, commonAlias, createBodyMemory, writeBulkBody } from './bulk-body.ts'

const fresh = () => ({ memory: createBodyMemory({ maxBytes: 0 }) })

test('writeBulkBody() writes what each action says, and the source as it is', () => {
  const actions: BulkAction[] = [
    { alias: 'wW__1', id: 'a', version: '1000000000000', source: Buffer.from('{"n":1.0}') },
    { alias: 'other', id: 'b"\\\n', version: '2' },
  ]
  expect(writeBulkBody(actions, fresh()).toString()).toBe(
    '{"index":{"_index":"wW__1","_id":"a","version":1000000000000,"version_type":"external_gte"}}\n' +
      '{"n":1.0}\n' +
      '{"delete":{"_index":"other","_id":"b\\"\\\\\\n","version":2,"version_type":"external_gte"}}\n',
  )
})

test('writeBulkBody() leaves out the alias that the path has', () => {
  const actions: BulkAction[] = [
    { alias: 'wW__1', id: 'a', version: '1', source: Buffer.from('{}') },
    { alias: 'wW__2', id: 'a', version: '1' },
  ]
  expect(writeBulkBody(actions, { ...fresh(), alias: 'wW__1' }).toString()).toBe(
    '{"index":{"_id":"a","version":1,"version_type":"external_gte"}}\n{}\n' +
      '{"delete":{"_index":"wW__2","_id":"a","version":1,"version_type":"external_gte"}}\n',
  )
})

test('commonAlias() is the write alias of all actions, if it is one', () => {
  const action = (alias: string) => ({ alias, id: 'a', version: '1' })
  expect(commonAlias([])).toBeUndefined()
  expect(commonAlias([action('a'), action('a')])).toBe('a')
  expect(commonAlias([action('a'), action('a'), action('b')])).toBeUndefined()
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
      const body = writeBulkBody(actions as BulkAction[], fresh())
      const expected = actions.map(({ alias, id, version, source }) => {
        const meta = `"_index":${JSON.stringify(alias)},"_id":${JSON.stringify(id)},"version":${version},"version_type":"external_gte"`
        if (!source) return Buffer.from(`{"delete":{${meta}}}\n`)
        return Buffer.concat([Buffer.from(`{"index":{${meta}}}\n`), source, Buffer.from('\n')])
      })
      expect(body.equals(Buffer.concat(expected))).toBe(true)
    }),
  )
})

test('createBodyMemory() gives what was given back where it is large enough, and forgets one where none is', () => {
  const memory = createBodyMemory({ maxBytes: 100 })
  const first = memory.take(50)
  const second = memory.take(60)
  expect([first.length, second.length]).toEqual([50, 60])
  memory.giveBack(first)
  memory.giveBack(second)
  expect(memory.take(55)).toBe(second)
  // the one of 50 is given up for it
  memory.giveBack(memory.take(70))
  expect(memory.take(40).length).toBe(70)
  expect(memory.take(40)).not.toBe(first)
})

test('createBodyMemory() keeps nothing that is larger than it may be', () => {
  const memory = createBodyMemory({ maxBytes: 100 })
  const large = memory.take(101)
  memory.giveBack(large)
  expect(memory.take(101)).not.toBe(large)
})
