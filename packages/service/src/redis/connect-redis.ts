import { once } from 'node:events'
import { Redis } from 'ioredis'
import type { Logger } from '../log.ts'

export interface RedisConnection extends Disposable {
  readonly client: Redis
}

const MAX_WAIT_MS = 5_000

/**
 * Connects to Redis and stays connected: when it is down at start or dies later, it is tried again for ever, with one
 * log line a try. Commands meanwhile are refused at once: nobody waits for a Redis that is not there.
 *
 * @returns Once connected, or once it is known that Redis is down.
 */
export async function connectRedis(url: string, logger: Logger): Promise<RedisConnection> {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // commands of one turn go out in one write
    enableAutoPipelining: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    retryStrategy: (tries) => Math.min(MAX_WAIT_MS, 100 * 2 ** tries),
  })
  client.on('error', (error: NodeJS.ErrnoException) => {
    logger.error(`Connecting to Redis: ${error.code ?? error.message}; trying again... (failed)`)
  })
  client.on('ready', () => logger.info('Connecting to Redis... (done)'))
  await once(client, 'ready').catch(() => undefined)
  return { client, [Symbol.dispose]: () => client.disconnect() }
}
