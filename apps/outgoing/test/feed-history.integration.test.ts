import { randomBytes } from 'node:crypto'
import type { DeletionReceipt, IngestEvent } from '@as/ingest'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import { createFeedHistory } from '../src/feed-history.ts'
import { connectedRedis } from './connected-redis.ts'

const receipt = (ms: number, removed: number): DeletionReceipt => ({
  at: new Date(ms).toISOString(),
  token: 1,
  activities: { added: 1, removed },
  objects: { added: 0, removed: 0 },
  removedIds: Array.from({ length: removed }, () => 'ab'.repeat(32)),
  complete: true,
})

async function history() {
  const redis = await connectedRedis()
  const feed = `history_${randomBytes(4).toString('hex')}`
  const failures: unknown[] = []
  let now = 0
  const kept = createFeedHistory(redis.client, { now: () => now, onFailure: (_feed, error) => failures.push(error) })
  const pass = (startedAt: number) => {
    now = startedAt + 10
    const counts = { pages: 1, activities: 2, rejected: 0, ms: 10, startedAt }
    kept.onEvent({ type: 'succeeded', feed, ingest: 'full', ...counts } satisfies IngestEvent)
  }
  return {
    ...kept,
    feed,
    pass,
    failures,
    client: redis.client,
    [Symbol.dispose]: () => redis[Symbol.dispose](),
  }
}

test('createFeedHistory() keeps the last 100 passes, the newest first', async () => {
  using kept = await history()
  for (let n = 0; n < 105; n += 1) kept.pass(n * 100)
  await eventually('the last pass', async () => (await kept.passes(kept.feed, 1))[0]?.startedAt, {
    holds: (startedAt) => startedAt === new Date(10_400).toISOString(),
  })
  const passes = await kept.passes(kept.feed, 200)
  expect(passes).toHaveLength(100)
  expect(passes[99]?.startedAt).toBe(new Date(500).toISOString())
  expect(await kept.passes(kept.feed, 3)).toEqual(passes.slice(0, 3))
  expect(await kept.passes('unknown', 3)).toEqual([])
  await kept.client.del(`feed-passes:${kept.feed}`)
})

test('createFeedHistory() adds to a pass what its receipt says, also where the next pass is over already', async () => {
  using kept = await history()
  kept.pass(0)
  kept.pass(100)
  kept.onEvent({ type: 'receipt', feed: kept.feed, receipt: receipt(9, 7) })
  const passes = await eventually('the receipt', () => kept.passes(kept.feed, 2), {
    holds: ([, earlier]) => earlier?.removed === 7,
  })
  expect(passes[1]).toMatchObject({ startedAt: new Date(0).toISOString(), added: 1 })
  expect(passes[0]).not.toHaveProperty('removed')
})

test('createFeedHistory() adds to a pass the receipt that came before it was over', async () => {
  using kept = await history()
  kept.onEvent({ type: 'receipt', feed: kept.feed, receipt: receipt(5, 0) })
  kept.pass(0)
  await eventually('the pass', async () => (await kept.passes(kept.feed, 1))[0]?.removed === 0)
})

test('createFeedHistory() keeps receipts that prove something before those that do not', async () => {
  using kept = await history()
  for (const [n, removed] of [3, 0, 0, 0, 2].entries()) {
    kept.onEvent({ type: 'receipt', feed: kept.feed, receipt: receipt(n, removed) })
  }
  const receipts = await eventually('all receipts', () => kept.receipts(kept.feed, 10), {
    holds: ([newest]) => newest?.activities.removed === 2,
  })
  expect(receipts.map(({ at, activities }) => [Date.parse(at), activities.removed])).toEqual([
    [4, 2],
    [3, 0],
    [0, 3],
  ])
})

test('createFeedHistory() tells what Redis did not take, and goes on', async () => {
  using kept = await history()
  kept.client.disconnect()
  kept.pass(0)
  await eventually('the failure', () => kept.failures.length === 1)
})
