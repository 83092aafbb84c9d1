import { createHash, randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import * as v from 'valibot'
import type { Person } from '../console-env.ts'

/** Whom a browser's secret stands for. */
export interface SessionStore {
  /** How long a session lasts. */
  readonly ttlSeconds: number
  /** Begins a session. @returns Its id, which the browser alone keeps. */
  begin(person: Person): Promise<string>
  find(id: string): Promise<Person | undefined>
  end(id: string): Promise<void>
}

export interface SessionStoreOptions {
  /** How long a session lasts from login on, whatever happens in it. Default: 86,400 (a day). */
  readonly ttlSeconds?: number
  /** Default: `console-session:` */
  readonly prefix?: string
}

const session = v.object({
  name: v.string(),
  email: v.string(),
  role: v.picklist(['viewer', 'operator']),
  admin: v.boolean(),
})

/** An id is 32 random bytes. */
const shape = /^[\w-]{43}$/

/**
 * Sessions in Redis, under a hash of their id: whoever reads Redis cannot take one over.
 *
 * Every method throws what the Redis client throws while Redis is down.
 */
export function redisSessions(
  redis: Redis,
  { ttlSeconds = 86_400, prefix = 'console-session:' }: SessionStoreOptions = {},
): SessionStore {
  const keyOf = (id: string): string => prefix + createHash('sha256').update(id).digest('base64url')
  return {
    ttlSeconds,
    async begin({ name, email, role, admin = false }) {
      const id = randomBytes(32).toString('base64url')
      await redis.set(keyOf(id), JSON.stringify({ name, email, role, admin }), 'EX', ttlSeconds)
      return id
    },
    async find(id) {
      const found = shape.test(id) ? await redis.get(keyOf(id)) : null
      if (found === null) return undefined
      const parsed = v.safeParse(session, JSON.parse(found))
      return parsed.success ? parsed.output : undefined
    },
    async end(id) {
      await redis.del(keyOf(id))
    },
  }
}
