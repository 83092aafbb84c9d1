import { redisNonceStore } from '@as/hawk/redis'
import { createQueryProxy, forwardSearch } from '@as/query-proxy'
import { redisCursorStore } from '@as/query-proxy/redis'
import { collectMetrics, connectRedis, runService } from '@as/service'
import { readConfig } from './config.ts'
import { connectOpenSearch } from './connect-opensearch.ts'
import { observe } from './events.ts'
import { redisHealth } from './redis-health.ts'
import { serveUntil } from './serve-until.ts'

await runService('incoming', async ({ env, logger, signal }) => {
  const { port, feeds, services, ...access } = readConfig(env)
  const { onEvent, registry } = observe(logger)
  using redis = await connectRedis(services.redis.url, logger.with('redis'))
  const app = createQueryProxy({
    ...access,
    nonces: redisNonceStore(redis.client),
    cursors: redisCursorStore(redis.client),
    forwarder: forwardSearch(connectOpenSearch(services.opensearch)),
    health: redisHealth(redis.client, feeds),
    // its own numbers are there also while Redis is down
    metrics: () => collectMetrics(redis.client, registry).catch(() => registry.metrics()),
    onEvent,
  })
  await serveUntil(app, {
    port,
    signal,
    onListening: (listeningPort) => logger.info(`Listening on port ${listeningPort}... (done)`),
  })
})
