import type { HealthSource } from '@as/query-proxy'
import type { Redis } from 'ioredis'

/**
 * Health as Redis tells it: outgoing writes `{feed}-status` after each good pass, to expire when the next is overdue.
 *
 * @param configured The feeds' ids; where there are none, outgoing's set `feeds` has them.
 */
export function redisHealth(redis: Redis, configured: readonly string[] | undefined): HealthSource {
  return {
    isUp: async () => (await redis.ping()) === 'PONG',
    async feeds() {
      const ids = configured ?? (await redis.smembers('feeds')).sort()
      const statuses = ids.length === 0 ? [] : await statusesOf(ids)
      return ids.map((id, position) => ({ id, isGreen: statuses[position] === 'GREEN' }))
    },
  }

  /** Feeds that are configured are listed also while Redis is down. */
  async function statusesOf(ids: readonly string[]): Promise<(string | null)[]> {
    const statuses = redis.mget(ids.map((id) => `${id}-status`))
    return configured ? await statuses.catch(() => []) : await statuses
  }
}
