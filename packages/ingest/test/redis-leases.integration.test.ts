import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectRedis, createLogger } from '@as/service'
import { eventually } from '@as/test-stack'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import type { Lease } from '../src/index.ts'
import { type LeaseCommands, type LeaseEvent, redisLeases } from '../src/redis.ts'

const logger = createLogger({ application: 'test', write: () => undefined })
const redis = await connectRedis(inject('redisUrl'), logger)
afterAll(() => redis[Symbol.dispose]())

const { signal } = new AbortController()
let feed: string
beforeEach(() => {
  feed = `lease_${randomBytes(4).toString('hex')}`
})

const leasesOf = (holder: string, options: { ttlMs?: number; commands?: LeaseCommands; events?: LeaseEvent[] } = {}) =>
  redisLeases(options.commands ?? redis.client, {
    holder,
    pollMs: 10,
    ttlMs: options.ttlMs ?? 60_000,
    onEvent: (event) => options.events?.push(event),
  })

/** Whether the lease is had within a moment. */
async function has(acquiring: Promise<Lease>): Promise<boolean> {
  return await Promise.race([acquiring.then(() => true), sleep(100, false)])
}

test('redisLeases() gives a feed to one process, and to the next once it is given back', async () => {
  const events: LeaseEvent[] = []
  const first = await leasesOf('one').acquire(feed, signal)
  const second = leasesOf('two', { events }).acquire(feed, signal)
  expect(await has(second)).toBe(false)
  expect(events).toEqual([{ type: 'lease-elsewhere', feed }])
  await first[Symbol.asyncDispose]()
  await (await second)[Symbol.asyncDispose]()
  expect(await redis.client.exists(`feed-lease:${feed}`)).toBe(0)
})

test('redisLeases() keeps a lease well beyond its time to live', async () => {
  await using lease = await leasesOf('one', { ttlMs: 60 }).acquire(feed, signal)
  await sleep(300)
  expect(await redis.client.get(`feed-lease:${feed}`)).toBe('one')
  expect(lease.lost.aborted).toBe(false)
})

test('redisLeases() tells that a lease is lost when another process has it', async () => {
  await using lease = await leasesOf('one', { ttlMs: 60 }).acquire(feed, signal)
  await redis.client.set(`feed-lease:${feed}`, 'two')
  await eventually('the loss', () => lease.lost.aborted)
  await lease[Symbol.asyncDispose]()
  expect(await redis.client.get(`feed-lease:${feed}`), "another's lease is left alone").toBe('two')
})

test('redisLeases() takes a lease that Redis forgot again', async () => {
  await using lease = await leasesOf('one', { ttlMs: 60 }).acquire(feed, signal)
  await redis.client.del(`feed-lease:${feed}`)
  await eventually('the lease again', () => redis.client.get(`feed-lease:${feed}`), {
    holds: (holder) => holder === 'one',
  })
  expect(lease.lost.aborted).toBe(false)
})

test('redisLeases() waits for nobody while Redis does not answer', async () => {
  const events: LeaseEvent[] = []
  const down = async () => {
    throw new Error('connection refused')
  }
  await using lease = await leasesOf('one', { commands: { eval: down }, events }).acquire(feed, signal)
  expect(lease.lost.aborted).toBe(false)
  expect(events).toMatchObject([{ type: 'lease-unavailable', feed }])
})

test('redisLeases() stops waiting when told to', async () => {
  await using held = await leasesOf('one').acquire(feed, signal)
  const stop = new AbortController()
  const waiting = leasesOf('two').acquire(feed, stop.signal)
  stop.abort()
  await expect(waiting).rejects.toThrow('aborted')
  expect(held.lost.aborted).toBe(false)
})
