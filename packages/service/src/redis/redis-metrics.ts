import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { AggregatorRegistry, type Registry } from 'prom-client'

const PREFIX = 'metrics:'

/** How long an instance's numbers outlive it. */
const EXPIRE_SECONDS = 60

const INTERVAL_MS = 1_000

export interface PublishMetricsOptions {
  readonly registry: Registry
  /** Unlike any other instance's. */
  readonly instance: string
  readonly signal: AbortSignal
  /** A number that changes whenever a metric may have: while it stays the same, nothing is read or sent. */
  readonly changes?: () => number
}

/**
 * Makes one instance's metrics visible to another process, as outgoing has no port that Prometheus could read: saves
 * them in Redis once a second until the signal is aborted. While Redis is down there is nothing to do or to say.
 */
export async function publishMetrics(
  redis: Redis,
  { registry, instance, signal, changes }: PublishMetricsOptions,
): Promise<void> {
  const key = `${PREFIX}${instance}`
  let published: number | undefined
  while (!signal.aborted) {
    try {
      const current = changes?.()
      const isSame = current !== undefined && current === published
      // Redis may have lost them meanwhile
      if (!isSame || (await redis.expire(key, EXPIRE_SECONDS)) === 0) {
        await redis.set(key, JSON.stringify(await registry.getMetricsAsJSON()), 'EX', EXPIRE_SECONDS)
        published = current
      }
    } catch {
      published = undefined
    }
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined)
  }
  await redis.del(key).catch(() => undefined)
}

/**
 * The Prometheus text of `own` and of every instance that published within the last minute. Counters, summaries and
 * histograms of several instances are added up; a gauge says by its `aggregator` what becomes of it.
 *
 * @throws When Redis does not answer.
 */
export async function collectMetrics(redis: Redis, own: Registry): Promise<string> {
  const all: object[] = [await own.getMetricsAsJSON()]
  for (const metrics of await published(redis)) all.push(JSON.parse(metrics))
  return await AggregatorRegistry.aggregate(all as Parameters<typeof AggregatorRegistry.aggregate>[0]).metrics()
}

async function published(redis: Redis): Promise<string[]> {
  const keys: string[] = []
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const [next, found] = await redis.scan(cursor, 'MATCH', `${PREFIX}*`, 'COUNT', 1000)
    keys.push(...found)
    cursor = next
  }
  if (keys.length === 0) return []
  const values = await redis.mget(keys)
  return values.filter((value) => value !== null)
}
