import type { FeedState, TailPlace } from '../feed-state.ts'

/** The commands of ioredis that this needs. */
export interface FeedStateCommands {
  get(key: string): Promise<string | null>
  set(key: string, value: string): Promise<unknown>
  set(key: string, value: string, px: 'PX', milliseconds: number): Promise<unknown>
  del(key: string): Promise<unknown>
  sadd(key: string, members: string[]): Promise<unknown>
}

/** Feed state in Redis: `feed-tail:{id}`, `feed-paused:{id}`, and for `/checks/p2` the set `feeds` and `{id}-status`. */
export function redisFeedState(redis: FeedStateCommands): FeedState {
  return {
    async saveFeeds(feedIds) {
      await redis.del('feeds')
      if (feedIds.length > 0) await redis.sadd('feeds', [...feedIds])
    },
    async loadTail({ id, seed }) {
      const saved = await redis.get(`feed-tail:${id}`)
      if (saved === null) return undefined
      const { url, previous, ...tail } = JSON.parse(saved) as TailPlace & { seed: string }
      return tail.seed === seed ? { url, previous } : undefined
    },
    async saveTail({ id, seed }, { url, previous }) {
      await redis.set(`feed-tail:${id}`, JSON.stringify({ seed, url, previous }))
    },
    async loadPaused(feedId) {
      return (await redis.get(`feed-paused:${feedId}`)) !== null
    },
    async savePaused(feedId, paused) {
      if (paused) await redis.set(`feed-paused:${feedId}`, new Date().toISOString())
      else await redis.del(`feed-paused:${feedId}`)
    },
    async markGreen(feedId, forMs) {
      await redis.set(`${feedId}-status`, 'GREEN', 'PX', forMs)
    },
  }
}
