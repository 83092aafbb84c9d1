import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@as/test-stack'
import { beforeEach, expect, test } from 'vitest'
import type { Lease, Leases } from '../../src/index.ts'

/** A keeper of leases, and what a test does to it behind its holders' backs. */
export interface LeaseKeeper {
  leasesOf(holder: string, options: { ttlMs: number; isDown?: boolean }): Leases
  holderOf(feed: string): Promise<string | undefined>
  give(feed: string, holder: string): Promise<void>
  forget(feed: string): Promise<void>
}

/** Far beyond what a test takes: nothing runs out. */
const LONG_MS = 60_000
const SHORT_MS = 60

/** What ingest relies on leases for. They run on real Redis and on the model's leases. */
export function leasesContract(keeper: LeaseKeeper): void {
  const { signal } = new AbortController()
  let feed: string
  beforeEach(() => {
    feed = `lease_${randomBytes(4).toString('hex')}`
  })
  const acquire = (holder: string, ttlMs = LONG_MS) => keeper.leasesOf(holder, { ttlMs }).acquire(feed, signal)
  const isHad = async (acquiring: Promise<Lease>) => await Promise.race([acquiring.then(() => true), sleep(100, false)])

  test('a feed is one holder’s at a time, and the next one’s once it is given back', async () => {
    const first = await acquire('one')
    const second = acquire('two')
    expect(await isHad(second)).toBe(false)
    await first[Symbol.asyncDispose]()
    await (await second)[Symbol.asyncDispose]()
    expect(await keeper.holderOf(feed)).toBeUndefined()
  })

  test('a lease is kept well beyond its time to live', async () => {
    await using lease = await acquire('one', SHORT_MS)
    await sleep(5 * SHORT_MS)
    expect(await keeper.holderOf(feed)).toBe('one')
    expect(lease.lost.aborted).toBe(false)
  })

  test('a holder that is back has its own lease at once', async () => {
    await keeper.give(feed, 'one')
    await using lease = await acquire('one')
    expect(lease.lost.aborted).toBe(false)
  })

  test('a holder that is paused past its lease is told once it is another’s, and does not take that away', async () => {
    const lease = await acquire('one', SHORT_MS)
    await keeper.give(feed, 'two')
    await eventually('the loss', () => lease.lost.aborted)
    await lease[Symbol.asyncDispose]()
    expect(await keeper.holderOf(feed)).toBe('two')
  })

  test('a lease that was forgotten is taken again', async () => {
    await using lease = await acquire('one', SHORT_MS)
    await keeper.forget(feed)
    await eventually('the lease again', () => keeper.holderOf(feed), { holds: (holder) => holder === 'one' })
    expect(lease.lost.aborted).toBe(false)
  })

  test('nobody waits for a keeper that does not answer', async () => {
    await using lease = await keeper.leasesOf('one', { ttlMs: LONG_MS, isDown: true }).acquire(feed, signal)
    expect(lease.lost.aborted).toBe(false)
  })

  test('whoever waits can be told to stop', async () => {
    await using held = await acquire('one')
    const stop = new AbortController()
    const waiting = keeper.leasesOf('two', { ttlMs: LONG_MS }).acquire(feed, stop.signal)
    stop.abort()
    await expect(waiting).rejects.toThrow('aborted')
    expect(held.lost.aborted).toBe(false)
  })
}
