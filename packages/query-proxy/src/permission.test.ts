import { expect, test } from 'vitest'
import { type Permission, visibilityOf } from './permission.ts'

const events: Permission = { type: 'terms', field: 'object.type', values: ['dit:Event', 'Document'] }
const mine: Permission = { type: 'terms', field: 'actor.id', values: ['me'] }
const ofEvents = { terms: { 'object.type': ['dit:Event', 'Document'] } }
const ofMine = { terms: { 'actor.id': ['me'] } }

test.each<[string, Permission[], unknown]>([
  ['all', [{ type: 'all' }], 'all'],
  ['none', [{ type: 'none' }], 'none'],
  ['no entry at all', [], 'none'],
  ['terms', [events], [ofEvents]],
  ['two terms', [events, mine], [ofEvents, ofMine]],
  ['all and terms', [{ type: 'all' }, mine], [ofMine]],
  ['terms and none', [events, { type: 'none' }], 'none'],
])('visibilityOf() ANDs %s', (_name, permissions, expected) => {
  expect(visibilityOf({ permissions: { activities: permissions } }, 'activities')).toEqual(expected)
})

test('visibilityOf() an alias without permissions is none', () => {
  expect(visibilityOf({ permissions: { activities: [{ type: 'all' }] } }, 'objects')).toBe('none')
  expect(visibilityOf({ permissions: {} }, 'constructor')).toBe('none')
})
