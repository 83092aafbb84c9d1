import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidIndexNameError } from './errors.ts'
import {
  familyFault,
  formatIndexName,
  lenientName,
  parseIndexName,
  writeAlias,
  writeAliasToken,
  writtenIndex,
} from './index-name.ts'

test('formatIndexName() gives the names that deployments have', () => {
  expect(
    formatIndexName({ alias: 'activities', family: 'data_hub', openedAt: 1_700_000_000, batchId: 'abcd1234' }),
  ).toBe('activities__feed_id_data_hub__date_2023-11-14__timestamp_1700000000__batch_id_abcd1234__')
})

test('parseIndexName() reads back whatever formatIndexName() accepts', () => {
  const family = fc.string({
    minLength: 1,
    maxLength: 60,
    unit: fc.constantFrom('a', 'b', 'z', '0', '9', '_', '-', '.', 'é'),
  })
  fc.assert(
    fc.property(family, fc.integer({ min: 0, max: 4_102_444_800 }), (name, openedAt) => {
      const parts = { alias: 'objects', family: name, openedAt, batchId: 'a1b2c3d4' }
      const index = formatIndexName(parts)
      expect(parseIndexName(index)).toEqual({ ...parts, lenient: false })
      expect(parseIndexName(lenientName(index))).toEqual({ ...parts, lenient: true })
      expect(writtenIndex(writeAlias(index, 42))).toBe(index)
    }),
  )
})

test.each([
  'activities',
  'activities__feed_id_x',
  'activities__feed_id_x__date_2023-11-14__timestamp_1__batch_id_abcd1234',
  'activities__feed_id_x__date_2023-11-14__timestamp_1__batch_id_abcd1234__copy',
  'activities__feed_id_x__date_2023-11-14__timestamp_1__batch_id_abcd1234__lenient__lenient__',
  'my_activities__feed_id_x__date_2023-11-14__timestamp_1__batch_id_abcd1234__',
  '.kibana_1',
])('parseIndexName() does not take "%s" for ours [I5]', (name) => {
  expect(parseIndexName(name)).toBeUndefined()
})

test.each(['', 'Data_Hub', 'a b', 'a/b', 'a,b', 'a*', 'a:b', 'a\nb', 'x'.repeat(121)])(
  'familyFault() says why "%s" cannot be part of an index name',
  (family) => {
    expect(familyFault(family)).toEqual(expect.any(String))
    expect(() => formatIndexName({ alias: 'a', family, openedAt: 0, batchId: 'abcdefgh' })).toThrow(
      InvalidIndexNameError,
    )
  },
)

test('writeAlias() is no name that an index could have [I1]', () => {
  expect(writeAlias('a__', 42)).not.toBe(writeAlias('a__', 42).toLowerCase())
})

test('writeAliasToken() reads the token of a write alias, and of nothing else', () => {
  expect(writeAliasToken(writeAlias('a__', 42))).toBe(42)
  expect(writeAliasToken('activities')).toBeUndefined()
})
