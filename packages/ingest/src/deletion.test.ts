import { as2Format } from '@as/feed-client'
import { expect, test } from 'vitest'
import { deletionsOf } from './deletion.ts'

function deletionsIn(activity: object) {
  const body = Buffer.from(JSON.stringify({ orderedItems: [activity] }))
  const [item] = as2Format.processPage(body, { url: 'http://source/' }).items
  const deletions = item && deletionsOf(item)
  return deletions?.map(({ objectId, tombstone }) => ({
    id: objectId,
    tombstone: JSON.parse(Buffer.from(tombstone).toString()) as unknown,
  }))
}

const tombstone = { id: 'o', type: 'Tombstone', formerType: 'Note', deleted: '2026-01-01T00:00:00Z' }

test('deletionsOf() takes the Tombstone that the source sent, as it is', () => {
  expect(deletionsIn({ id: 'a', type: 'Delete', object: tombstone })).toEqual([{ id: 'o', tombstone }])
  const typed = { ...tombstone, type: ['Tombstone', 'dit:Gone'] }
  expect(deletionsIn({ id: 'a', type: ['Delete', 'dit:Delete'], object: typed })).toEqual([
    { id: 'o', tombstone: typed },
  ])
})

test('deletionsOf() makes a Tombstone of an object that comes with its content, and of a bare id', () => {
  const made = [{ id: 'o', tombstone: { id: 'o', type: 'Tombstone', deleted: '2026-02-02T00:00:00Z' } }]
  const activity = { id: 'a', type: 'Delete', published: '2026-02-02T00:00:00Z' }
  expect(deletionsIn({ ...activity, object: { id: 'o', type: 'Note', content: 'secret' } })).toEqual(made)
  expect(deletionsIn({ ...activity, object: 'o' })).toEqual(made)
})

test('deletionsOf() reads a list: objects, Tombstones and ids', () => {
  const object = ['p', tombstone, { id: 'q', content: 'secret' }, { content: 'no id' }, 7, null]
  expect(deletionsIn({ id: 'a', type: 'Delete', object })).toEqual([
    { id: 'p', tombstone: { id: 'p', type: 'Tombstone' } },
    { id: 'o', tombstone },
    { id: 'q', tombstone: { id: 'q', type: 'Tombstone' } },
  ])
})

test.each([
  { id: 'a', type: 'Create', object: tombstone },
  { id: 'a', type: 'Undelete', object: 'o' },
  { id: 'a', object: 'o' },
])('deletionsOf(%j) is no deletion', (activity) => {
  expect(deletionsIn(activity)).toBeUndefined()
})

test.each([
  { id: 'a', type: 'Delete' },
  { id: 'a', type: 'Delete', object: { type: 'Tombstone' } },
  { id: 'a', type: 'Delete', object: null },
])('deletionsOf(%j) deletes nothing', (activity) => {
  expect(deletionsIn(activity)).toEqual([])
})
