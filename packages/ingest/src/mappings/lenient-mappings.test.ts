import { expect, test } from 'vitest'
import { date, fieldsOf, keyword, text } from './fields.ts'
import { lenientMappings } from './lenient-mappings.ts'

const fields = fieldsOf({
  id: keyword,
  'object.id': keyword,
  'object.attributedTo.id': keyword,
  'object.published': date,
  'object.parts': { type: 'nested', properties: fieldsOf({ id: keyword, name: text }) },
})

test('lenientMappings() keep every field under its path, first without objects, then without looking into them', () => {
  const [flat, disabled] = lenientMappings(fields)
  expect(flat).toEqual({
    dynamic: false,
    disable_objects: true,
    properties: { id: keyword, 'object.id': keyword, 'object.attributedTo.id': keyword, 'object.published': date },
  })
  expect(disabled).toEqual({
    dynamic: false,
    properties: { id: keyword, object: { ...fields.object, enabled: false } },
  })
})
