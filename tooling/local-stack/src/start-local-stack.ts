import { join } from 'node:path'
import { cachePlaces, type Environment, openCacheFolder } from './cache-folder.ts'
import { checkOpenSearch, checkRedis } from './check-servers.ts'
import { explainFault } from './explain-fault.ts'
import { type Reaper, startReaper } from './reaper.ts'
import { createRunFolder, sweepRunFolders } from './run-folder.ts'
import { serviceUser } from './service-user.ts'
import type { StackContext } from './stack-context.ts'
import { startOpenSearch } from './start-opensearch.ts'
import { startRedis } from './start-redis.ts'
import type { RunningService } from './start-service.ts'

export interface LocalStackOptions {
  /** Told what is fetched and started, a line at a time. */
  onProgress?: (line: string) => void
  /** Told when a server that was started here ends by itself: a sentence, then its last lines. */
  onExit?: (message: string) => void
  /** Gives up starting; the stack is stopped as when it fails. */
  signal?: AbortSignal
  /** Read for OPENSEARCH_URL, REDIS_URL, OPENSEARCH_MAJOR, OPENSEARCH_JAVA_HOME, JAVA_HOME, XDG_CACHE_HOME, HOME, PATH. Default: the process's. */
  environment?: Environment
  /** Looks after what is started; without one the stack has its own. */
  reaper?: Reaper
  /** Settings for `opensearch.yml`, in place of ours: `{ 'path.data': '/mnt/small' }`. */
  opensearchSettings?: Readonly<Record<string, unknown>>
  /** Gives OpenSearch 2 GB and time to compile well, for figures that mean something. Default: false, a quick start in 512 MB. */
  measuring?: boolean
}

export interface LocalStack {
  /** `http://127.0.0.1:45671`, or OPENSEARCH_URL. */
  readonly opensearchUrl: string
  /** `redis://127.0.0.1:45672`, or REDIS_URL. */
  readonly redisUrl: string
  /** To stop and restart it; `undefined` where OPENSEARCH_URL names one that is not ours. */
  readonly opensearch: RunningService | undefined
  /** As `opensearch`. It keeps nothing on disk: stopped and restarted, it is empty. */
  readonly redis: RunningService | undefined
  /** Ends what was started and removes its data; servers that the environment named stay. Idempotent. */
  stop(): Promise<void>
}

/**
 * Provides a real OpenSearch and a real Redis: those that OPENSEARCH_URL and REDIS_URL name, else fetched (once a user)
 * and started on free loopback ports, empty. However this process ends, they end with it.
 *
 * @throws {LocalStackError} One sentence that says what to do; nothing runs on then.
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const { environment = process.env, signal: given, reaper = startReaper() } = options
  const failed = new AbortController()
  const signal = given ? AbortSignal.any([given, failed.signal]) : failed.signal
  const { OPENSEARCH_URL, REDIS_URL } = environment
  const services: { opensearch?: RunningService; redis?: RunningService } = {}
  let context: StackContext | undefined
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    await Promise.all([services.opensearch?.stop(), services.redis?.stop()])
    if (context) removeRun(context)
    if (!options.reaper) await reaper.stop()
  }
  const urlOf = async (name: 'opensearch' | 'redis', starting: Promise<RunningService>): Promise<string> => {
    const service = await starting
    services[name] = service
    return service.url
  }
  try {
    if (!OPENSEARCH_URL || !REDIS_URL) context = createContext(options, { environment, reaper, signal })
    const both = [
      OPENSEARCH_URL || !context
        ? checkOpenSearch(OPENSEARCH_URL ?? '', signal)
        : urlOf('opensearch', startOpenSearch(context)),
      REDIS_URL || !context ? checkRedis(REDIS_URL ?? '', signal) : urlOf('redis', startRedis(context)),
    ] as const
    for (const one of both) one.catch((error: unknown) => failed.abort(error)) // the first failure ends the other
    await Promise.allSettled(both)
    signal.throwIfAborted()
    const [opensearchUrl, redisUrl] = await Promise.all(both)
    const { opensearch, redis } = services
    return { opensearchUrl, redisUrl, opensearch, redis, stop: () => (stopped ??= stop()) }
  } catch (error) {
    await stop()
    throw error
  }
}

function createContext(
  { onProgress = () => {}, onExit = () => {}, opensearchSettings = {}, measuring = false }: LocalStackOptions,
  { environment, reaper, signal }: Pick<StackContext, 'environment' | 'reaper' | 'signal'>,
): StackContext {
  const cache = openCacheFolder(cachePlaces(environment))
  try {
    const runs = join(cache, 'runs')
    sweepRunFolders(runs)
    const run = createRunFolder(runs, [process.pid, reaper.pid])
    for (const path of run.paths) reaper.guardPath(path)
    const given = { environment, opensearchSettings, measuring, signal, onProgress, onExit }
    return { cache, run, reaper, user: serviceUser(), ...given }
  } catch (error) {
    const action = 'start OpenSearch and Redis'
    throw explainFault(error, { action, instead: 'OPENSEARCH_URL and REDIS_URL', cache })
  }
}

function removeRun({ run, reaper }: StackContext): void {
  try {
    run.remove()
    for (const path of run.paths) reaper.releasePath(path)
  } catch {
    // the reaper tries again
  }
}
