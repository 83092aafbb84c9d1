import type { FeedState } from '../feed-state.ts'

/** The commands of ioredis that this needs. */
export interface RedisCommands {
  get(key: string): Promise<string | null>
  set(key: string, value: string): Promise<unknown>
  set(key: string, value: string, px: 'PX', milliseconds: number): Promise<unknown>
}

/** Feed state in Redis: `feed-tail:{id}`, and `{id}-status`, which `/checks/p2` reads. */
export function redisFeedState(redis: RedisCommands): FeedState {
  return {
    async loadTail({ id, seed }) {
      const saved = await redis.get(`feed-tail:${id}`)
      if (saved === null) return undefined
      const tail = JSON.parse(saved) as { seed: string; url: string }
      return tail.seed === seed ? tail.url : undefined
    },
    async saveTail({ id, seed }, url) {
      await redis.set(`feed-tail:${id}`, JSON.stringify({ seed, url }))
    },
    async markGreen(feedId, forMs) {
      await redis.set(`${feedId}-status`, 'GREEN', 'PX', forMs)
    },
  }
}
