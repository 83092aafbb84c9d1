import { randomUUID } from 'node:crypto'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { ingestFeeds } from '@as/ingest'
import { redisFeedState, redisLeases } from '@as/ingest/redis'
import { connectRedis, publishMetrics, runService } from '@as/service'
import { readConfig } from './config.ts'
import { observe } from './events.ts'
import { feedOf } from './feed-of.ts'

await runService('outgoing', async ({ env, logger, signal }) => {
  const config = readConfig(env)
  const { onEvent, onLease, onRequest, registry } = observe(logger)
  const instance = randomUUID()
  await using search = connectOpenSearch(config.services.opensearch)
  using redis = await connectRedis(config.services.redis.url, logger.with('redis'))
  const ingesting = ingestFeeds({
    feeds: config.feeds.map((settings) => feedOf(settings, config, onRequest)),
    cluster: search.cluster,
    state: redisFeedState(redis.client),
    leases: redisLeases(redis.client, { holder: instance, onEvent: onLease }),
    extraFields: config.extraFields,
    replicas: config.replicas,
    keepGenerations: config.keepGenerations,
    retireAfterMs: config.retireAfterMs,
    onEvent,
    signal,
  })
  await Promise.all([ingesting, publishMetrics(redis.client, { registry, instance, signal })])
})
