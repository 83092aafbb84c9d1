import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Redis } from 'ioredis'

/** One process of outgoing. */
export interface Instance {
  readonly id: string
  readonly host: string
  readonly pid: number
  /** ISO 8601 */
  readonly startedAt: string
  readonly version: string
  /** The feeds that it reads at the moment. */
  readonly feeds: readonly string[]
}

/** How long an instance that died is still listed. */
const INSTANCE_EXPIRE_SECONDS = 30

const IDS = 'outgoing-instances'
const keyOf = (id: string) => `outgoing-instance:${id}`

/** Of this app as it was built, beside its sources or its `dist`. */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

export function thisInstance(id: string): Omit<Instance, 'feeds'> {
  return { id, host: hostname(), pid: process.pid, startedAt: new Date().toISOString(), version }
}

/** Lists an instance for the next 30 s. */
export async function listInstance(redis: Redis, instance: Instance): Promise<void> {
  await Promise.all([
    redis.sadd(IDS, instance.id),
    redis.set(keyOf(instance.id), JSON.stringify(instance), 'EX', INSTANCE_EXPIRE_SECONDS),
  ])
}

/** Takes an instance that ends from the list. */
export async function unlistInstance(redis: Redis, id: string): Promise<void> {
  await Promise.all([redis.srem(IDS, id), redis.del(keyOf(id))])
}

/**
 * Every instance that shares this Redis, the oldest first; such as have died are taken from the list.
 *
 * @throws When Redis does not answer.
 */
export async function readInstances(redis: Redis): Promise<Instance[]> {
  const ids = await redis.smembers(IDS)
  if (ids.length === 0) return []
  const saved = await redis.mget(ids.map(keyOf))
  const dead = ids.filter((_, position) => saved[position] === null)
  if (dead.length > 0) await redis.srem(IDS, dead)
  return saved
    .flatMap((text) => (text ? [JSON.parse(text) as Instance] : []))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
}
