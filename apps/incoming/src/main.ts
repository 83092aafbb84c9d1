import { redisNonceStore } from '@as/hawk/redis'
import {
  apiKeyAuthenticator,
  bearerAuthenticator,
  createQueryProxy,
  forwardSearch,
  threadSearchWriter,
} from '@as/query-proxy'
import { redisCursorStore } from '@as/query-proxy/redis'
import { collectMetrics, connectRedis, createLogger, runService } from '@as/service'
import { bufferLines } from './buffer-lines.ts'
import { readConfig } from './config.ts'
import { connectOpenSearch } from './connect-opensearch.ts'
import { observe } from './events.ts'
import { publicKeys, publishKeys } from './publish-keys.ts'
import { redisHealth } from './redis-health.ts'
import { serveProxy } from './serve-proxy.ts'
import { watchVersion } from './watch-version.ts'

await runService('incoming', async ({ env, logger, signal, errors }) => {
  const { port, feeds, services, apiKeys, tokens, ...access } = readConfig(env)
  const lines = bufferLines({ output: (text) => process.stdout.write(text) })
  process.on('exit', lines.flush)
  const format = env.LOG_FORMAT === 'json' ? 'json' : 'text'
  const { onEvent, registry, usage } = observe(
    createLogger({ application: 'incoming', format, write: lines.write }),
    errors,
  )
  using redis = await connectRedis(services.redis.url, logger.with('redis'))
  await using opensearch = connectOpenSearch(services.opensearch)
  await using writer = threadSearchWriter()
  const version = watchVersion(opensearch, { signal })
  const app = createQueryProxy({
    ...access,
    authenticators: [
      ...(apiKeys.length > 0 ? [apiKeyAuthenticator(apiKeys)] : []),
      ...(tokens ? [bearerAuthenticator(tokens)] : []),
    ],
    nonces: redisNonceStore(redis.client),
    cursors: redisCursorStore(redis.client),
    forwarder: forwardSearch(opensearch),
    writer,
    // refused until it is known to be safe
    hasFuzzyText: () => (version.major ?? 0) >= 3,
    health: redisHealth(redis.client, feeds),
    // its own numbers are there also while Redis is down
    metrics: () => collectMetrics(redis.client, registry).catch(() => registry.metrics()),
    onEvent,
  })
  const keys = publicKeys({ keys: access.keys, apiKeys, tokens })
  const published = publishKeys(redis.client, { keys, usage, signal })
  await serveProxy(app, {
    port,
    signal,
    onListening: (listeningPort) => logger.info(`Listening on port ${listeningPort}... (done)`),
  })
  await published
  lines.flush()
})
