import { setTimeout as sleepFor } from 'node:timers/promises'
import type { Lease, Leases } from '../lease.ts'

/** The command of ioredis that leases need. */
export interface LeaseCommands {
  eval(script: string, keys: 1, key: string, ...args: (string | number)[]): Promise<unknown>
}

export interface RedisLeasesOptions {
  /** Unlike any other process's. */
  readonly holder: string
  /** How long a lease outlives its holder: default 15,000. It is renewed three times as often. */
  readonly ttlMs?: number
  /** How often a lease that another has is asked for: default 1,000. */
  readonly pollMs?: number
  readonly onEvent?: (event: LeaseEvent) => void
}

export type LeaseEvent =
  /** Another process has the feed; told once for each wait. */
  | { readonly type: 'lease-elsewhere'; readonly feed: string }
  /** Redis does not answer: the feed is read all the same. */
  | { readonly type: 'lease-unavailable'; readonly feed: string; readonly error: unknown }

/** Takes what is free, and renews what is the holder's own: also from before Redis went away. */
const takeScript = `local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`
const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

/**
 * Leases in Redis, at `feed-lease:{feed}`. A holder that ends gives its leases back at once; those of one that dies are
 * free after `ttlMs`. While Redis does not answer a feed is read without a lease, so that no data waits for Redis: two
 * processes may then take the feed from each other, which costs passes but nothing that is visible.
 */
export function redisLeases(redis: LeaseCommands, options: RedisLeasesOptions): Leases {
  const { holder, ttlMs = 15_000, pollMs = 1_000, onEvent } = options
  const keyOf = (feedId: string) => `feed-lease:${feedId}`

  async function take(feedId: string): Promise<boolean> {
    try {
      return (await redis.eval(takeScript, 1, keyOf(feedId), holder, ttlMs)) === 1
    } catch (error) {
      onEvent?.({ type: 'lease-unavailable', feed: feedId, error })
      return true
    }
  }

  return {
    async acquire(feedId, signal) {
      for (let waits = 0; !(await take(feedId)); waits += 1) {
        if (waits === 0) onEvent?.({ type: 'lease-elsewhere', feed: feedId })
        await sleepFor(pollMs, undefined, { signal })
      }
      signal.throwIfAborted()
      return keep(feedId)
    },
  }

  function keep(feedId: string): Lease {
    const lost = new AbortController()
    const ended = new AbortController()
    const keeping = (async () => {
      while (!ended.signal.aborted) {
        await sleepFor(ttlMs / 3, undefined, { signal: ended.signal }).catch(() => undefined)
        if (ended.signal.aborted) return
        // one that ran out, or that Redis forgot, is taken again if nobody else has it
        if (!(await take(feedId))) {
          lost.abort(new Error(`the lease of feed "${feedId}" is another process's now`))
          return
        }
      }
    })()
    return {
      lost: lost.signal,
      async [Symbol.asyncDispose]() {
        ended.abort()
        await keeping
        await redis.eval(releaseScript, 1, keyOf(feedId), holder).catch(() => undefined)
      },
    }
  }
}
