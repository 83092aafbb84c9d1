import { expect, test } from 'vitest'
import { createLiveFeeds } from './live-feeds.ts'
import type { Cells } from './live-frames.ts'

/** A page with two feeds whose first one counts; the test says when. */
function counting() {
  const ended = new AbortController()
  let count = 0
  let looks = 0
  const render = async (): Promise<Cells> => {
    looks += 1
    return new Map([
      ['', { summary: 'two feeds' }],
      ['a', { rate: String(count) }],
      ['b', { rate: 'none' }],
    ])
  }
  const live = createLiveFeeds({ render, signal: ended.signal, intervalMs: 1 })
  return { live, end: () => ended.abort(), count: () => (count += 1), looks: () => looks }
}

const next = async (watching: AsyncGenerator<string>) => JSON.parse(String((await watching.next()).value)) as unknown
const whole = { cells: { '': { summary: 'two feeds' }, a: { rate: '0' }, b: { rate: 'none' } }, order: ['a', 'b'] }

test('createLiveFeeds() gives everything first, then what changes', async () => {
  const { live, end, count } = counting()
  const watching = live.watch(undefined, AbortSignal.any([]))
  expect(await next(watching)).toEqual(whole)
  const following = next(watching)
  count()
  expect(await following).toEqual({ cells: { a: { rate: '1' } } })
  end()
  expect(await watching.next()).toEqual({ done: true, value: undefined })
})

test('createLiveFeeds() gives who was too slow the whole again, and who watches one feed only that', async () => {
  const { live, end, count, looks } = counting()
  const slow = live.watch(undefined, AbortSignal.any([]))
  const quick = live.watch('a', AbortSignal.any([]))
  await next(slow)
  expect(await next(quick)).toEqual({ cells: { '': { summary: 'two feeds' }, a: { rate: '0' } } })
  for (const rate of ['1', '2']) {
    const following = next(quick)
    count()
    expect(await following).toEqual({ cells: { a: { rate } } })
  }
  expect(await next(slow)).toMatchObject({ cells: { a: { rate: '2' }, b: { rate: 'none' } }, order: ['a', 'b'] })
  expect(live.viewers).toBe(2)
  const before = looks()
  end()
  await Promise.all([slow.next(), quick.next()])
  expect(live.viewers).toBe(0)
  expect(looks() - before).toBeLessThanOrEqual(1)
})

test('createLiveFeeds() looks at nothing while nobody watches, and at now when somebody comes', async () => {
  const { live, count, looks } = counting()
  const leaving = new AbortController()
  const watching = live.watch(undefined, leaving.signal)
  await next(watching)
  leaving.abort()
  await watching.next()
  count()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const rested = looks()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(looks()).toBe(rested)
  const again = live.watch(undefined, AbortSignal.timeout(10_000))
  expect(await next(again)).toMatchObject({ cells: { a: { rate: '1' } } })
  await again.return()
})
