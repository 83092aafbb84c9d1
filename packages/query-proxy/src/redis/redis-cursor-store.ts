import type { CursorStore } from '../cursor-store.ts'

/** The two commands that are used; an `ioredis` client fits as it is. */
export interface RedisStrings {
  get(key: string): Promise<string | null>
  set(key: string, value: string, ex: 'EX', seconds: number): Promise<unknown>
}

/** Cursors in Redis, shared by every process that uses the same server and prefix. */
export function redisCursorStore(redis: RedisStrings, { prefix = 'cursor:' }: { prefix?: string } = {}): CursorStore {
  return {
    async save(id, value, ttlSeconds) {
      await redis.set(prefix + id, value, 'EX', ttlSeconds)
    },
    async load(id) {
      return (await redis.get(prefix + id)) ?? undefined
    },
  }
}
