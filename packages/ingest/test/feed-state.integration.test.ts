import { randomBytes } from 'node:crypto'
import { connectRedis, createLogger } from '@as/service'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { memoryFeedState } from '../src/feed-state.ts'
import { redisFeedState } from '../src/redis.ts'

const logger = createLogger({ application: 'test', write: () => undefined })
const redis = await connectRedis(inject('redisUrl'), logger)
afterAll(() => redis[Symbol.dispose]())

describe.each([
  ['memory', memoryFeedState()],
  ['redis', redisFeedState(redis.client)],
])('feed state in %s', (_, state) => {
  const feed = { id: `state_${randomBytes(4).toString('hex')}`, seed: 'http://source/1' }

  test('remembers where the tail goes on', async () => {
    expect(await state.loadTail(feed)).toBeUndefined()
    await state.saveTail(feed, { url: 'http://source/7' })
    await state.saveTail(feed, { url: 'http://source/8', previous: 'http://source/7' })
    expect(await state.loadTail(feed)).toEqual({ url: 'http://source/8', previous: 'http://source/7' })
  })

  test('remembers whether the feed is paused', async () => {
    expect(await state.loadPaused(feed.id)).toBe(false)
    await state.savePaused(feed.id, true)
    expect(await state.loadPaused(feed.id)).toBe(true)
    await state.savePaused(feed.id, false)
    expect(await state.loadPaused(feed.id)).toBe(false)
  })

  test('forgets the tail of another seed', async () => {
    await state.saveTail(feed, { url: 'http://source/7' })
    expect(await state.loadTail({ ...feed, seed: 'http://source/other' })).toBeUndefined()
  })
})

test('redisFeedState() marks a feed green for as long as asked, and says which feeds there are', async () => {
  const id = `state_${randomBytes(4).toString('hex')}`
  const state = redisFeedState(redis.client)
  await state.markGreen(id, 60_000)
  expect(await redis.client.get(`${id}-status`)).toBe('GREEN')
  expect(await redis.client.pttl(`${id}-status`)).toBeGreaterThan(50_000)
  await state.saveFeeds(['gone'])
  await state.saveFeeds([id, 'other'])
  expect((await redis.client.smembers('feeds')).toSorted()).toEqual(['other', id].toSorted())
})
