import { redisNonceStore } from '@as/hawk/redis'
import { apiKeyAuthenticator, bearerAuthenticator, createQueryProxy, forwardSearch } from '@as/query-proxy'
import { redisCursorStore } from '@as/query-proxy/redis'
import { collectMetrics, connectRedis, createLogger, runService } from '@as/service'
import { bufferLines } from './buffer-lines.ts'
import { readConfig } from './config.ts'
import { connectOpenSearch } from './connect-opensearch.ts'
import { observe } from './events.ts'
import { redisHealth } from './redis-health.ts'
import { serveProxy } from './serve-proxy.ts'

await runService('incoming', async ({ env, logger, signal }) => {
  const { port, feeds, services, apiKeys, tokens, ...access } = readConfig(env)
  const lines = bufferLines({ output: (text) => process.stdout.write(text) })
  process.on('exit', lines.flush)
  const format = env.LOG_FORMAT === 'json' ? 'json' : 'text'
  const { onEvent, registry } = observe(createLogger({ application: 'incoming', format, write: lines.write }))
  using redis = await connectRedis(services.redis.url, logger.with('redis'))
  await using opensearch = connectOpenSearch(services.opensearch)
  const app = createQueryProxy({
    ...access,
    authenticators: [
      ...(apiKeys.length > 0 ? [apiKeyAuthenticator(apiKeys)] : []),
      ...(tokens ? [bearerAuthenticator(tokens)] : []),
    ],
    nonces: redisNonceStore(redis.client),
    cursors: redisCursorStore(redis.client),
    forwarder: forwardSearch(opensearch),
    health: redisHealth(redis.client, feeds),
    // its own numbers are there also while Redis is down
    metrics: () => collectMetrics(redis.client, registry).catch(() => registry.metrics()),
    onEvent,
  })
  await serveProxy(app, {
    port,
    signal,
    onListening: (listeningPort) => logger.info(`Listening on port ${listeningPort}... (done)`),
  })
  lines.flush()
})
