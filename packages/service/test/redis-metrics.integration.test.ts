import { randomUUID } from 'node:crypto'
import { eventually } from '@as/test-stack'
import { Counter, Gauge, Registry } from 'prom-client'
import { expect, inject, test } from 'vitest'
import { collectMetrics, connectRedis, createLogger, publishMetrics } from '../src/index.ts'

async function publishing(changes?: () => number) {
  const redis = await connectRedis(inject('redisUrl'), createLogger({ application: 'test', write: () => undefined }))
  const registry = new Registry()
  const name = `a_${randomUUID().replaceAll('-', '_')}`
  const counter = new Counter({ name: `${name}_total`, help: 'c', registers: [registry] })
  new Gauge({ name: `${name}_max`, help: 'g', aggregator: 'max', registers: [registry] }).set(3)
  const stop = new AbortController()
  const instance = randomUUID()
  const options = { registry, instance, signal: stop.signal, ...(changes && { changes }) }
  const published = publishMetrics(redis.client, options)
  return {
    name,
    counter,
    redis: redis.client,
    key: `metrics:${instance}`,
    collected: () => collectMetrics(redis.client, new Registry()),
    options,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await published
      redis[Symbol.dispose]()
    },
  }
}

test('publishMetrics() makes metrics visible elsewhere, added up over instances, until it ends', async () => {
  await using one = await publishing()
  one.counter.inc(2)
  {
    const stop = new AbortController()
    const other = publishMetrics(one.redis, { ...one.options, instance: randomUUID(), signal: stop.signal })
    const text = await eventually('both', one.collected, { holds: (found) => found.includes(`${one.name}_total 4`) })
    expect(text).toContain(`${one.name}_max 3`)
    stop.abort()
    await other
  }
  expect(await one.collected()).toContain(`${one.name}_total 2`)
})

test('publishMetrics() sends nothing while nothing changes, but stays visible, also when Redis has lost it', async () => {
  let changes = 1
  await using one = await publishing(() => changes)
  await eventually('the first', async () => (await one.redis.exists(one.key)) === 1)
  one.counter.inc()
  await one.redis.expire(one.key, 5)
  await eventually('the key to be renewed', async () => (await one.redis.ttl(one.key)) > 5)
  expect(await one.collected()).toContain(`${one.name}_total 0`)
  changes += 1
  await eventually('the change', one.collected, { holds: (found) => found.includes(`${one.name}_total 1`) })
  await one.redis.del(one.key)
  await eventually('what was lost', one.collected, { holds: (found) => found.includes(`${one.name}_total 1`) })
})
