import type { Redis } from 'ioredis'
import * as v from 'valibot'

const permission = v.union([
  v.object({ type: v.literal('terms'), field: v.string(), values: v.array(v.string()) }),
  v.object({ type: v.picklist(['all', 'none']) }),
])
export type Permission = v.InferOutput<typeof permission>

const knownKey = v.object({
  id: v.string(),
  /** How its holder says who they are: `hawk`, `api-key`, `token`. */
  type: v.optional(v.string()),
  permissions: v.optional(
    v.object({ activities: v.optional(v.array(permission), []), objects: v.optional(v.array(permission), []) }),
    {},
  ),
  strict: v.optional(v.boolean()),
})

const knownKeys = v.object({ keys: v.array(knownKey) })

/** A consumer's key: what it may see, and how it is used. Never a secret. */
export interface KeyView extends v.InferOutput<typeof knownKey> {
  /** ISO 8601; `undefined` for never. */
  readonly lastUsedAt: string | undefined
  readonly requests: number
  readonly refused: number
  readonly lastRefusal: string | undefined
}

/**
 * What incoming writes to Redis about its keys; `undefined` while no incoming runs that does.
 *
 * @throws What the Redis client throws while Redis is down.
 */
export async function readKeys(redis: Redis): Promise<readonly KeyView[] | undefined> {
  const text = await redis.get('incoming-keys')
  if (text === null) return undefined
  const { keys } = v.parse(knownKeys, JSON.parse(text))
  return await Promise.all(
    keys.map(async (key) => {
      const usage = await redis.hgetall(`key-usage:${key.id}`)
      return {
        ...key,
        lastUsedAt: usage.lastUsedAt,
        requests: Number(usage.requests ?? 0),
        refused: Number(usage.refused ?? 0),
        lastRefusal: usage.lastRefusal,
      }
    }),
  )
}
