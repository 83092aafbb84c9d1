import { expect, test } from 'vitest'
import { FencedError, IndexVanishedError } from './errors.ts'
import { formatIndexName, lenientName, writeAlias } from './index-name.ts'
import { planPublication } from './plan-publication.ts'

const named = (batchId: string) => formatIndexName({ alias: 'activities', family: 'f', openedAt: 1, batchId })
const [older, live, next, filling] = ['older000', 'live0000', 'next0000', 'filling0'].map(named) as [
  string,
  string,
  string,
  string,
]
const publication = { alias: 'activities', next, token: 7, now: 1000 }
const kept = 'activities__kept__1000'

const off = (index: string, alias: string) => ({ remove: { index, alias, must_exist: true } })
const on = (index: string, alias: string) => ({ add: { index, alias } })
const hidden = (index: string, alias: string) => ({ add: { index, alias, is_hidden: true } })
const fence = (index: string) => writeAlias(index, 7)
const noneBeside = (index: string) => [
  hidden(index, lenientName(index)),
  { remove: { index, alias: lenientName(index), must_exist: false } },
]

test('planPublication() takes every older index out and the new one in, as one request [I2]', () => {
  const table = { [older]: ['activities', fence(older)], [live]: ['activities', fence(live)], [next]: [fence(next)] }
  expect(planPublication(table, publication)).toEqual([
    ...[older, live].flatMap((index) => [
      ...noneBeside(index),
      off(index, 'activities'),
      off(index, fence(index)),
      hidden(index, kept),
      hidden(index, fence(index)),
    ]),
    ...noneBeside(next),
    off(next, fence(next)),
    on(next, 'activities'),
    hidden(next, fence(next)),
  ])
})

test('planPublication() swaps the lenient indexes with those that they are beside [I9]', () => {
  const [liveBeside, nextBeside] = [lenientName(live), lenientName(next)]
  const table = {
    [live]: ['activities', fence(live)],
    [liveBeside]: ['activities', fence(liveBeside)],
    [next]: [fence(next)],
    [nextBeside]: [writeAlias(nextBeside, 3)],
  }
  expect(planPublication(table, publication)).toEqual([
    ...[live, liveBeside].flatMap((index) => [off(index, 'activities'), off(index, fence(index))]),
    ...[live, liveBeside].flatMap((index) => [hidden(index, kept), hidden(index, fence(index))]),
    off(next, fence(next)),
    off(nextBeside, writeAlias(nextBeside, 3)),
    ...[next, nextBeside].flatMap((index) => [on(index, 'activities'), hidden(index, fence(index))]),
  ])
})

test.each([
  ['the new index', { [live]: ['activities', fence(live)], [next]: [writeAlias(next, 8)] }],
  ['the replaced index', { [live]: ['activities', writeAlias(live, 8)], [next]: [fence(next)] }],
  ['a held index', { [older]: ['activities__held__500', writeAlias(older, 8)], [next]: [fence(next)] }],
  ['a kept index', { [older]: ['activities__kept__500', writeAlias(older, 8)], [next]: [fence(next)] }],
  ['an already published index', { [next]: ['activities', writeAlias(next, 8)] }],
])('planPublication() throws FencedError when another has taken over %s [I3]', (_, table) => {
  expect(() => planPublication(table, publication)).toThrow(FencedError)
})

test('planPublication() plans nothing when the new index is already the only live one', () => {
  expect(planPublication({ [live]: [], [next]: ['activities', fence(next)] }, publication)).toEqual([])
})

test('planPublication() takes the mark off an index that was kept, when it comes back [I6]', () => {
  const table = { [live]: ['activities', fence(live)], [next]: ['activities__kept__500', fence(next)] }
  expect(planPublication(table, publication)).toContainEqual(off(next, 'activities__kept__500'))
})

test('planPublication() leaves a filling index and aliases of other people alone', () => {
  const actions = planPublication({ [next]: [fence(next), 'theirs'], [filling]: [writeAlias(filling, 8)] }, publication)
  expect(actions).toEqual([
    ...noneBeside(next),
    off(next, fence(next)),
    on(next, 'activities'),
    hidden(next, fence(next)),
  ])
})

test('planPublication() takes what another holder fills from them, for they may not publish it after this [I2]', () => {
  const table = { [next]: [fence(next)], [filling]: [writeAlias(filling, 8), 'activities__filling__9'] }
  expect(planPublication(table, publication).slice(0, 2)).toEqual([
    off(filling, writeAlias(filling, 8)),
    off(filling, 'activities__filling__9'),
  ])
})

test('planPublication() fails if something else of its own has been published meanwhile [I2]', () => {
  const table = { [next]: [fence(next)], [filling]: [fence(filling), 'activities__filling__9'] }
  expect(planPublication(table, publication)).toEqual(
    expect.arrayContaining([
      off(filling, 'activities__filling__9'),
      off(filling, fence(filling)),
      hidden(filling, 'activities__filling__9'),
      hidden(filling, fence(filling)),
    ]),
  )
})

test('planPublication() marks what it replaces as later than what was kept before, whatever its clock says [I6]', () => {
  const table = {
    [older]: ['activities__kept__5000', fence(older)],
    [live]: ['activities', fence(live)],
    [next]: [fence(next)],
  }
  expect(planPublication(table, publication)).toContainEqual(hidden(live, 'activities__kept__5001'))
})

test('planPublication() throws IndexVanishedError when the new index is gone', () => {
  expect(() => planPublication({ [live]: ['activities'] }, publication)).toThrow(IndexVanishedError)
})
