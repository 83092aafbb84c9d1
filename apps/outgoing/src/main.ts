import { randomUUID } from 'node:crypto'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { ingestFeeds, openSearchDeadLetters } from '@as/ingest'
import { redisFeedState, redisLeases, redisPageOrigins } from '@as/ingest/redis'
import { connectRedis, publishMetrics, runService } from '@as/service'
import { readConfig } from './config.ts'
import { observe } from './events.ts'
import { createFeedHistory } from './feed-history.ts'
import { feedOf } from './feed-of.ts'
import { answerRequest } from './feed-request.ts'
import { readInstances, thisInstance } from './instances.ts'
import { limitHeapGrowth } from './limit-heap-growth.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { logActions, logHistory } from './log-admin.ts'
import { openRelay } from './relay.ts'
import { serveAdmin } from './serve-admin.ts'
import { readStatus, shareStatus } from './shared-status.ts'
import { createStatusBoard } from './status-board.ts'
import { watchDeadLetters } from './watch-dead-letters.ts'

limitHeapGrowth()
await runService('outgoing', async ({ env, logger, signal, errors }) => {
  const config = readConfig(env)
  const feedIds = config.feeds.map(({ UNIQUE_ID }) => UNIQUE_ID)
  const instance = randomUUID()
  const board = createStatusBoard(feedIds, { instance })
  const { onEvent, onLease, onRequest, registry, changes } = observe(logger, { errors, board, feedIds })
  await using search = connectOpenSearch(config.services.opensearch)
  const deadLetters = openSearchDeadLetters(search.cluster)
  using redis = await connectRedis(config.services.redis.url, logger.with('redis'))
  const { client } = redis
  const history = createFeedHistory(client, { onFailure: logHistory(logger) })
  const pageOrigins = redisPageOrigins(client)
  const onAction = logActions(logger.with('admin'))
  using relay = await openRelay(client, {
    instance,
    signal,
    answer: (request) => answerRequest(board, request, onAction),
  })
  await Promise.all([
    ingestFeeds({
      feeds: config.feeds.map((settings) => feedOf(settings, config, onRequest)),
      cluster: search.cluster,
      state: redisFeedState(client),
      leases: redisLeases(client, { holder: instance, onEvent: onLease }),
      deadLetters,
      pageOrigins,
      extraFields: config.extraFields,
      replicas: config.replicas,
      keepGenerations: config.keepGenerations,
      retireAfterMs: config.retireAfterMs,
      onEvent(event) {
        onEvent(event)
        history.onEvent(event)
      },
      onControl: board.onControl,
      signal,
    }),
    publishMetrics(client, { registry, instance, signal, changes }),
    shareStatus(client, { board, self: thisInstance(instance), signal }),
    watchDeadLetters(deadLetters, board, signal),
    serveAdmin(config.admin, {
      feedIds,
      statuses: (feeds) => readStatus(client, board, feeds),
      passes: history.passes,
      receipts: history.receipts,
      deadLetters: (feed, page) => listDeadLetters(deadLetters, feed, page),
      pages: pageOrigins.find,
      instances: () => readInstances(client),
      ask: relay.ask,
      signal,
      onListening: (port) => logger.with('admin').info(`Listening on ${config.admin?.host}:${port}... (done)`),
    }),
  ])
})
