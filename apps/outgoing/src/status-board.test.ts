import type { FeedControl } from '@as/ingest'
import { expect, test } from 'vitest'
import { newStatus } from './feed-status.ts'
import { createStatusBoard } from './status-board.ts'

const control = { paused: false } as FeedControl
const page = (activities: number) =>
  ({ type: 'page', feed: 'f', ingest: 'updates', url: 'u', activities, bytes: 1, pullMs: 1, pushMs: 1 }) as const

function board() {
  const clock = { now: 0 }
  return { clock, ...createStatusBoard(['f', 'g'], { instance: 'i', now: () => clock.now }) }
}

test('createStatusBoard() shows the feeds that this instance holds', () => {
  const { entries, entry, onControl } = board()
  expect(entries()).toEqual([])
  onControl('f', control)
  expect(entries()).toEqual([{ feed: 'f', holder: 'i', paused: false, deadLetters: 0, rate: [], actions: [] }])
  expect(entry('g')).toBeUndefined()
  onControl('f', undefined)
  expect(entries()).toEqual([])
})

test('createStatusBoard() forgets a feed that it loses, but not why', () => {
  const { entry, failure, onControl, onEvent, count } = board()
  onControl('f', control)
  count({ f: 3, unknown: 4 })
  expect(entry('f')?.deadLetters).toBe(3)
  onControl('f', undefined)
  onEvent({ type: 'taken-over', feed: 'f', error: new Error('fenced'), retryInMs: 1 })
  expect(failure('f')?.reason).toBe('fenced')
  onControl('f', control)
  expect(entry('f')).toMatchObject({ deadLetters: 0, failure: { reason: 'fenced' } })
})

test('createStatusBoard() samples how many activities a second are read', () => {
  const { clock, sample, entry, onControl, onEvent } = board()
  onControl('f', control)
  onEvent(page(40))
  onEvent(page(10))
  clock.now = 10_000
  sample()
  clock.now = 20_000
  sample()
  expect(entry('f')?.rate).toEqual([
    { at: '1970-01-01T00:00:10.000Z', activitiesPerSecond: 5 },
    { at: '1970-01-01T00:00:20.000Z', activitiesPerSecond: 0 },
  ])
  for (let n = 0; n < 100; n += 1) sample()
  expect(entry('f')?.rate).toHaveLength(60)
})

test('createStatusBoard() counts dead letters of the tail, and believes a pass', () => {
  const { count, entry, onControl, onEvent } = board()
  onControl('f', control)
  onEvent({ type: 'dead-letters', feed: 'f', total: 4, cleared: 0 })
  count({ f: 3 })
  expect(entry('f')?.deadLetters).toBe(4)
  count({ f: 5 })
  expect(entry('f')?.deadLetters).toBe(5)
  onEvent({ type: 'dead-letters', feed: 'f', total: 0, cleared: 5 })
  expect(entry('f')?.deadLetters).toBe(0)
})

test('createStatusBoard() keeps the last 20 actions, those before this holder included', () => {
  const { acted, entry, onControl, resume } = board()
  onControl('f', control)
  resume('f', { ...newStatus('f'), actions: [{ at: 'then', person: 'ann', action: 'pause' }] })
  for (let n = 0; n < 19; n += 1) acted('f', 'bob', 'run')
  expect(entry('f')?.actions).toHaveLength(20)
  expect(entry('f')?.actions[0]?.person).toBe('ann')
  acted('f', 'bob', 'run')
  expect(entry('f')?.actions[0]).toEqual({ at: '1970-01-01T00:00:00.000Z', person: 'bob', action: 'run' })
})
