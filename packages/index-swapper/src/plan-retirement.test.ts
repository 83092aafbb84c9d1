import { expect, test } from 'vitest'
import { formatIndexName, lenientName, markAlias } from './index-name.ts'
import { planRetirement } from './plan-retirement.ts'

const index = (alias: string, batchId: string) => formatIndexName({ alias, family: 'f', openedAt: 1, batchId })
const kept = (batchId: string, since: number) => ({
  [index('a', batchId)]: [markAlias('a', 'kept', since)],
  [index('b', batchId)]: [markAlias('b', 'kept', since)],
})
const table = {
  [index('a', 'live0000')]: ['a'],
  [index('b', 'live0000')]: ['b'],
  [index('a', 'filling0')]: ['x__W__1'],
  ...kept('newest00', 300),
  ...kept('older000', 200),
  ...kept('oldest00', 100),
}
const both = (batchId: string) => [index('a', batchId), index('b', batchId)]

test('planRetirement() keeps the newest generations and deletes whole older ones [I6]', () => {
  expect(planRetirement(table, { keep: 1, retireAfterMs: 50, now: 1000 })).toEqual([
    ...both('older000'),
    ...both('oldest00'),
  ])
  expect(planRetirement(table, { keep: 0, retireAfterMs: 50, now: 1000 })).toHaveLength(6)
  expect(planRetirement(table, { keep: 3, retireAfterMs: 50, now: 1000 })).toEqual([])
})

test('planRetirement() waits until the longest search on a generation is over', () => {
  expect(planRetirement(table, { keep: 0, retireAfterMs: 50, now: 240 })).toEqual(both('oldest00'))
})

test('planRetirement() never takes an index that is live or being filled', () => {
  const onlyUnkept = {
    [index('a', 'live0000')]: ['a', markAlias('a', 'kept', 1)],
    [index('a', 'filling0')]: ['x__W__1'],
  }
  expect(planRetirement(onlyUnkept, { keep: 0, retireAfterMs: 0, now: 1000 })).toEqual([])
})

test('planRetirement() takes lenient indexes along, whatever they carry [I9]', () => {
  const [one, other] = both('oldest00') as [string, string]
  const withLenient = {
    ...kept('oldest00', 100),
    [lenientName(one)]: [markAlias('a', 'kept', 100)],
    [lenientName(other)]: [],
  }
  const retired = planRetirement(withLenient, { keep: 0, retireAfterMs: 0, now: 1000 })
  expect(retired.sort()).toEqual([one, lenientName(one), other, lenientName(other)].sort())
})
