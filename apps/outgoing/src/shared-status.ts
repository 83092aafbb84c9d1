import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { newStatus, resumeStatus } from './feed-status.ts'
import { type Instance, listInstance, readInstances, unlistInstance } from './instances.ts'
import type { FeedEntry, StatusBoard } from './status-board.ts'

const keyOf = (feedId: string) => `feed-status:${feedId}`

/** A feed that nobody has read for as long is forgotten. */
const EXPIRE_SECONDS = 7 * 24 * 3_600

/** How often is looked for what has changed. */
const SHARE_MS = 1_000

/** How often the instance is listed anew, and a sample of the rate is taken, in rounds of `SHARE_MS`. */
const BEAT_ROUNDS = 10

/**
 * Saves in Redis how the feeds are that this instance holds, and that it is there, so that any instance can show it and
 * the next holder of a feed goes on from there. While Redis is down there is nothing to do or to say.
 *
 * @returns When the signal is aborted.
 */
export async function shareStatus(
  redis: Redis,
  { board, self, signal }: { board: StatusBoard; self: Omit<Instance, 'feeds'>; signal: AbortSignal },
): Promise<void> {
  const saved = new Map<string, string>()
  let listed: string | undefined
  let shared: number | undefined
  for (let round = 0; !signal.aborted; round += 1) {
    const isBeat = round % BEAT_ROUNDS === 0
    if (isBeat) {
      board.sample()
      listed = undefined
      shared = undefined
    }
    const changes = board.changes()
    const failed = (): undefined => undefined
    if (changes !== shared) shared = await share().then(() => changes, failed)
    await sleep(SHARE_MS, undefined, { signal }).catch(() => undefined)
  }
  await unlistInstance(redis, self.id).catch(() => undefined)

  async function share(): Promise<void> {
    const feeds = board.entries().map(({ feed }) => feed)
    for (const feed of saved.keys()) if (!feeds.includes(feed)) saved.delete(feed)
    for (const feed of feeds) {
      // what an earlier holder knew must not be overwritten
      if (!board.isResumed(feed)) board.resume(feed, (await readSaved(redis, [feed]))[0])
      await saveEntry(feed)
    }
    if (listed !== feeds.join(' ')) await listInstance(redis, { ...self, feeds })
    listed = feeds.join(' ')
  }

  async function saveEntry(feed: string): Promise<void> {
    const text = JSON.stringify(board.entry(feed))
    if (text === undefined || saved.get(feed) === text) return
    await redis.set(keyOf(feed), text, 'EX', EXPIRE_SECONDS)
    saved.set(feed, text)
  }
}

async function readSaved(redis: Redis, feeds: readonly string[]): Promise<(FeedEntry | undefined)[]> {
  const texts = feeds.length === 0 ? [] : await redis.mget(feeds.map(keyOf))
  return texts.map((text, position) => {
    const unread = { ...newStatus(feeds[position] ?? ''), holder: undefined, paused: false }
    return text === null ? undefined : { ...unread, ...(JSON.parse(text) as FeedEntry) }
  })
}

/**
 * Every feed's status, as its holder sees it; this instance's own without asking Redis. A feed that no living instance
 * says it holds has no holder, and no pass is running.
 */
export async function readStatus(redis: Redis, board: StatusBoard, feedIds: readonly string[]): Promise<FeedEntry[]> {
  const asked = feedIds.filter((feed) => !board.isResumed(feed))
  const found = await readSaved(redis, asked).catch(() => [])
  const instances = asked.length === 0 ? [] : await readInstances(redis).catch(() => [])
  return feedIds.map((feed) => {
    const [own, saved] = [board.entry(feed), found[asked.indexOf(feed)]]
    if (own) return saved ? { ...own, ...resumeStatus(saved, own) } : own
    const holds = ({ id, feeds }: Instance) => id === saved?.holder && feeds.includes(feed)
    if (saved && instances.some(holds)) return saved
    const failure = board.failure(feed) ?? saved?.failure
    return { ...newStatus(feed), paused: false, ...saved, holder: undefined, running: undefined, failure }
  })
}
