import { randomBytes, randomUUID } from 'node:crypto'
import type { FeedControl } from '@as/ingest'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import { readInstances, thisInstance } from '../src/instances.ts'
import { readStatus, shareStatus } from '../src/shared-status.ts'
import { createStatusBoard } from '../src/status-board.ts'
import { connectedRedis } from './connected-redis.ts'

const control = { paused: true } as FeedControl
const counts = { pages: 2, activities: 5, rejected: 1, ms: 70, startedAt: 0 }

async function sharing(feedIds: readonly string[]) {
  const redis = await connectedRedis()
  const id = randomUUID()
  const stop = new AbortController()
  const board = createStatusBoard(feedIds, { instance: id })
  const self = thisInstance(id)
  const shared = shareStatus(redis.client, { board, self, signal: stop.signal })
  return {
    id,
    board,
    client: redis.client,
    statuses: () => readStatus(redis.client, board, feedIds),
    instances: async () => (await readInstances(redis.client)).filter((listed) => listed.id === id),
    async end() {
      stop.abort()
      await shared
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await shared
      redis[Symbol.dispose]()
    },
  }
}

function feedIds(): [string, string] {
  return [`shared_${randomBytes(4).toString('hex')}`, `shared_${randomBytes(4).toString('hex')}`]
}

test('any instance shows what the holders of the feeds know, and who they are', async () => {
  const [f, g] = feedIds()
  await using holder = await sharing([f, g])
  await using other = await sharing([f, g])
  holder.board.onControl(f, control)
  holder.board.onEvent({ type: 'succeeded', feed: f, ingest: 'full', ...counts })
  holder.board.acted(f, 'ann', 'pause')
  const [entry, unread] = await eventually('the status', other.statuses, {
    holds: ([first]) => first?.holder === holder.id,
  })
  expect(entry).toMatchObject({ feed: f, paused: true, published: { activities: 5 }, actions: [{ person: 'ann' }] })
  expect(unread).toMatchObject({ feed: g, holder: undefined, paused: false, deadLetters: 0, rate: [] })
  expect(await holder.instances()).toEqual([{ ...thisInstance(holder.id), startedAt: expect.any(String), feeds: [f] }])
})

test('the next holder of a feed goes on from what the last one knew', async () => {
  const [f] = feedIds()
  await using first = await sharing([f])
  first.board.onControl(f, control)
  first.board.onEvent({ type: 'succeeded', feed: f, ingest: 'full', ...counts })
  first.board.onEvent({ type: 'started', feed: f, ingest: 'full' })
  first.board.acted(f, 'ann', 'pause')
  await eventually('the first holder', async () => (await first.client.get(`feed-status:${f}`)) !== null)
  await first.end()

  await using second = await sharing([f])
  const [abandoned] = await second.statuses()
  expect(abandoned).toMatchObject({ holder: undefined, published: { activities: 5 }, lastPassMs: 70 })
  expect(abandoned?.running).toBeUndefined()
  second.board.onControl(f, control)
  await eventually('what was known', second.statuses, {
    holds: ([entry]) => entry?.holder === second.id && entry.actions[0]?.person === 'ann',
  })
  expect((await second.statuses())[0]).toMatchObject({ published: { activities: 5 }, lastPassActivities: 5 })
})

test('an instance that ends is listed no more, and neither is one that died', async () => {
  await using ended = await sharing([])
  await using dead = await sharing([])
  await eventually('both', async () => (await ended.instances()).length + (await dead.instances()).length === 2)
  await ended.end()
  expect(await ended.instances()).toEqual([])
  await dead.end()
  await dead.client.sadd('outgoing-instances', dead.id)
  expect(await dead.instances()).toEqual([])
  expect(await dead.client.sismember('outgoing-instances', dead.id)).toBe(0)
})

test('without Redis an instance shows its own feeds, and of the others that they are there', async () => {
  const [f, g] = feedIds()
  await using holder = await sharing([f, g])
  holder.board.onControl(f, control)
  holder.board.onEvent({ type: 'claim-failed', feed: g, error: new Error('no OpenSearch'), retryInMs: 1 })
  holder.client.disconnect()
  const [own, another] = await holder.statuses()
  expect(own).toMatchObject({ feed: f, holder: holder.id })
  expect(another).toMatchObject({ feed: g, holder: undefined, failure: { reason: 'no OpenSearch' } })
})
