import { type Logger, serveUntil } from '@as/service'
import { getRequestListener } from '@hono/node-server'
import type { Redis } from 'ioredis'
import { createAdminApi } from './admin-api.ts'
import type { OutgoingConfig } from './config.ts'
import { readStatus } from './shared-status.ts'
import type { StatusBoard } from './status-board.ts'

/** Serves the admin API where the configuration asks for it. */
export async function serveAdmin(
  { admin, feeds }: Pick<OutgoingConfig, 'admin' | 'feeds'>,
  { board, redis, logger, signal }: { board: StatusBoard; redis: Redis; logger: Logger; signal: AbortSignal },
): Promise<void> {
  if (!admin) return
  const feedIds = feeds.map(({ UNIQUE_ID }) => UNIQUE_ID)
  const app = createAdminApi({
    token: admin.token,
    feedIds,
    statuses: () => readStatus(redis, board, feedIds),
    control: board.control,
    onAction: (feedId, action) => logger.with(feedId).info(`Carrying out ${action}... (done)`),
  })
  await serveUntil((request, response) => void getRequestListener(app.fetch)(request, response), {
    port: admin.port,
    host: admin.host,
    signal,
    onListening: (port) => logger.info(`Listening on ${admin.host}:${port}... (done)`),
  })
}
