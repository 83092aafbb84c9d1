import { expect, test } from 'vitest'
import type { IndexOperation } from './bulk-action.ts'
import { faultOf } from './operation-fault.ts'

const operation = (changes: Partial<IndexOperation>): IndexOperation => ({
  alias: 'w',
  id: 'a',
  version: '1',
  source: Buffer.from('{"text":"\\n"}'),
  origin: '',
  ...changes,
})
const limits = { size: 10, maxRequestBytes: 100 }

test.each([
  ['a sound one', operation({}), limits, undefined],
  ['an id of 512 bytes', operation({ id: 'é'.repeat(256) }), limits, undefined],
  ['an id of 513 bytes', operation({ id: `${'é'.repeat(256)}x` }), limits, 'invalid_id'],
  ['an empty id', operation({ id: '' }), limits, 'invalid_id'],
  ['as much as a request holds', operation({}), { ...limits, size: 100 }, undefined],
  ['more than a request holds', operation({}), { ...limits, size: 101 }, 'document_too_large'],
  ['two lines', operation({ source: Buffer.from('{\n}') }), limits, 'invalid_source'],
] as const)('faultOf() %s', (_, judged, given, type) => {
  expect(faultOf(judged, given)?.type).toBe(type)
})
