import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { explainFault } from './explain-fault.ts'
import { findRedis } from './find-redis.ts'
import { freePort } from './free-port.ts'
import { pingRedis } from './ping-redis.ts'
import { giveTo } from './service-user.ts'
import type { StackContext } from './stack-context.ts'
import { type RunningService, startService } from './start-service.ts'

/** Starts an empty Redis on a free loopback port, fetching it where it is missing. */
export async function startRedis(context: StackContext): Promise<RunningService> {
  try {
    const { command, version } = await findRedis(context)
    const folder = join(context.run.path, 'redis')
    mkdirSync(folder)
    giveTo(context.user, folder)
    const port = await freePort()
    const url = `redis://127.0.0.1:${port}`
    return await startService(context, {
      name: `Redis ${version}`,
      command,
      args: ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
      cwd: folder,
      environment: {},
      findUrl: async (signal) => ((await pingRedis(url, signal)) ? url : undefined),
    })
  } catch (error) {
    context.signal.throwIfAborted()
    throw explainFault(error, { action: 'start Redis', instead: 'REDIS_URL', cache: context.cache })
  }
}
