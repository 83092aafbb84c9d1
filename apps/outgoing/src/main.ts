import { randomUUID } from 'node:crypto'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { ingestFeeds } from '@as/ingest'
import { redisFeedState, redisLeases } from '@as/ingest/redis'
import { connectRedis, publishMetrics, runService } from '@as/service'
import { readConfig } from './config.ts'
import { observe } from './events.ts'
import { feedOf } from './feed-of.ts'
import { serveAdmin } from './serve-admin.ts'
import { shareStatus } from './shared-status.ts'
import { createStatusBoard } from './status-board.ts'

await runService('outgoing', async ({ env, logger, signal }) => {
  const config = readConfig(env)
  const instance = randomUUID()
  const board = createStatusBoard(
    config.feeds.map(({ UNIQUE_ID }) => UNIQUE_ID),
    { instance },
  )
  const { onEvent, onLease, onRequest, registry } = observe(logger)
  await using search = connectOpenSearch(config.services.opensearch)
  using redis = await connectRedis(config.services.redis.url, logger.with('redis'))
  const { client } = redis
  await Promise.all([
    ingestFeeds({
      feeds: config.feeds.map((settings) => feedOf(settings, config, onRequest)),
      cluster: search.cluster,
      state: redisFeedState(client),
      leases: redisLeases(client, { holder: instance, onEvent: onLease }),
      extraFields: config.extraFields,
      replicas: config.replicas,
      keepGenerations: config.keepGenerations,
      retireAfterMs: config.retireAfterMs,
      onEvent(event) {
        onEvent(event)
        board.onEvent(event)
      },
      onControl: board.onControl,
      signal,
    }),
    publishMetrics(client, { registry, instance, signal }),
    shareStatus(client, board, signal),
    serveAdmin(config, { board, redis: client, logger: logger.with('admin'), signal }),
  ])
})
