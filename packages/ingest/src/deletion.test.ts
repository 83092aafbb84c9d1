import { as2Format } from '@as/feed-client'
import { expect, test } from 'vitest'
import { deletionOf } from './deletion.ts'

function deletionIn(activity: object) {
  const body = Buffer.from(JSON.stringify({ orderedItems: [activity] }))
  const [item] = as2Format.processPage(body, { url: 'http://source/' }).items
  const deletion = item && deletionOf(item)
  return (
    deletion && { id: deletion.objectId, tombstone: JSON.parse(Buffer.from(deletion.tombstone).toString()) as unknown }
  )
}

const tombstone = { id: 'o', type: 'Tombstone', formerType: 'Note', deleted: '2026-01-01T00:00:00Z' }

test('deletionOf() takes the Tombstone that the source sent, as it is', () => {
  expect(deletionIn({ id: 'a', type: 'Delete', object: tombstone })).toEqual({ id: 'o', tombstone })
  const typed = { ...tombstone, type: ['Tombstone', 'dit:Gone'] }
  expect(deletionIn({ id: 'a', type: ['Delete', 'dit:Delete'], object: typed })).toEqual({ id: 'o', tombstone: typed })
})

test('deletionOf() makes a Tombstone of an object that comes with its content, and of a bare id', () => {
  const made = { id: 'o', tombstone: { id: 'o', type: 'Tombstone', deleted: '2026-02-02T00:00:00Z' } }
  const activity = { id: 'a', type: 'Delete', published: '2026-02-02T00:00:00Z' }
  expect(deletionIn({ ...activity, object: { id: 'o', type: 'Note', content: 'secret' } })).toEqual(made)
  expect(deletionIn({ ...activity, object: 'o' })).toEqual(made)
})

test.each([
  { id: 'a', type: 'Create', object: tombstone },
  { id: 'a', type: 'Undelete', object: 'o' },
  { id: 'a', type: 'Delete' },
  { id: 'a', type: 'Delete', object: { type: 'Tombstone' } },
  { id: 'a', type: 'Delete', object: null },
  { id: 'a', object: 'o' },
])('deletionOf(%j) is no deletion', (activity) => {
  expect(deletionIn(activity)).toBeUndefined()
})
