import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import type { FeedEntry, StatusBoard } from './status-board.ts'

const PREFIX = 'feed-status:'

/** A status older than this is nobody's any more. */
const EXPIRE_SECONDS = 30

/** Saves the statuses of the feeds that this instance holds once a second, so that any instance can show them. */
export async function shareStatus(redis: Redis, board: StatusBoard, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const entry of board.entries()) {
      await redis.set(`${PREFIX}${entry.feed}`, JSON.stringify(entry), 'EX', EXPIRE_SECONDS).catch(() => undefined)
    }
    await sleep(1_000, undefined, { signal }).catch(() => undefined)
  }
}

/** Every feed's status, as its holder sees it; this instance's own without asking Redis. */
export async function readStatus(redis: Redis, board: StatusBoard, feedIds: readonly string[]): Promise<FeedEntry[]> {
  const own = new Map(board.entries().map((entry) => [entry.feed, entry]))
  const others = feedIds.filter((feed) => !own.has(feed))
  const saved = others.length === 0 ? [] : await redis.mget(others.map((feed) => `${PREFIX}${feed}`)).catch(() => [])
  const entries = new Map(own)
  for (const [position, feed] of others.entries()) {
    const text = saved[position]
    entries.set(feed, text ? (JSON.parse(text) as FeedEntry) : { feed, holder: undefined, paused: false })
  }
  return feedIds.flatMap((feed) => entries.get(feed) ?? [])
}
