import { Hono } from 'hono'
import type { Redis } from 'ioredis'
import type { Registry } from 'prom-client'
import type { ConsoleEnv } from './console-env.ts'

/** `/checks/p1` for load balancers, as incoming's; `/metrics` for Prometheus. Neither needs a login, and tells of nobody. */
export function healthRoutes({ redis, registry }: { redis: Redis; registry: Registry }): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/checks/p1', async (c) => {
      const isUp = await redis.ping().then(
        (answer) => answer === 'PONG',
        () => false,
      )
      return c.text(isUp ? '__UP__\n' : '__DOWN__\n')
    })
    .get('/metrics', async (c) => c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }))
}
