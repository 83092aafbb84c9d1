import type { Generation } from '@as/index-swapper'
import { expect, test } from 'vitest'
import { checksumsOf } from './activity-checksum.ts'
import { createFreshActivities } from './fresh-activities.ts'

const generation = (name: string): Generation => ({ family: 'f', token: 1, indexes: { activities: name } })
const [first, second, third] = [generation('1'), generation('2'), generation('3')]
const item = (id: string, text = 'as it was') =>
  checksumsOf([{ bytes: Buffer.from(JSON.stringify({ id, text })) }])[0] as number
const [a, b, c] = [item('a'), item('b'), item('c')]

/** What readers have seen by the pass before. */
function after(...items: number[]) {
  const fresh = createFreshActivities()
  const pass = fresh.begin(undefined)
  pass.saw(items)
  pass.published(first)
  return fresh
}

test('begin() counts what is new and what is changed, each once', () => {
  const pass = after(a, b).begin(first)
  pass.saw([a, item('b', 'changed')])
  pass.saw([c, c])
  expect(pass.count).toBe(2)
})

test('everything is new of a feed that nothing was published of', () => {
  const pass = createFreshActivities().begin(undefined)
  pass.saw([a, b])
  expect(pass.count).toBe(2)
})

test('nothing is known where an earlier process, or an operator, has published what readers see', () => {
  expect(createFreshActivities().begin(first).count).toBeUndefined()
  const fresh = after(a)
  expect(fresh.begin(second).count).toBeUndefined()
  expect(fresh.begin(first).count).toBe(0)
})

test('a pass that is not published leaves what readers saw', () => {
  const fresh = after(a)
  fresh.begin(first).saw([b])
  const pass = fresh.begin(first)
  pass.saw([a, b])
  expect(pass.count).toBe(1)
})

test('what the tail has shown is not new in a pass, whichever comes first', () => {
  const fresh = after(a)
  fresh.tailSaw([b])
  const pass = fresh.begin(first)
  pass.saw([a, b, c])
  expect(pass.count).toBe(1)
  fresh.tailSaw([c])
  fresh.tailSaw([c])
  expect(pass.count).toBe(0)
  fresh.tailSaw([item('d')])
  pass.saw([item('d')])
  expect(pass.count).toBe(0)
  pass.published(second)
  const next = fresh.begin(second)
  next.saw([a, b, c, item('d')])
  expect(next.count).toBe(0)
  next.published(third)
})

test('what the index refuses is not counted, nor is it the next time', () => {
  const fresh = after(a)
  const pass = fresh.begin(first)
  pass.saw([a, b])
  pass.refused(b)
  expect(pass.count).toBe(0)
  pass.published(second)
  const next = fresh.begin(second)
  next.saw([a, b])
  next.refused(b)
  expect(next.count).toBe(0)
})
