import { freePort, type LocalStack, startLocalStack, startReaper } from '@as/local-stack'
import {
  type AppEnvironment,
  consoleEnvironment,
  type DemoPlan,
  feedEnvironment,
  incomingEnvironment,
  makeKey,
  makeSecret,
  outgoingEnvironment,
  shopEnvironment,
} from './app-environments.ts'
import { checkOtherFeeds } from './check-other-feeds.ts'
import { choosePort } from './choose-port.ts'
import { compileCache } from './compile-cache.ts'
import { DemoError } from './errors.ts'
import { followStream } from './follow-stream.ts'
import type { Screen } from './screen.ts'
import { type RunningApp, startApp } from './start-app.ts'
import { visitShop } from './visit-shop.ts'

export interface DemoOptions {
  /** Read for PORT and CONSOLE_PORT, and by the local stack. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Prints what the apps log. */
  readonly showLogs: boolean
  readonly screen: Screen
  /** Ends the demo. */
  readonly signal: AbortSignal
}

/** How far back the verification feed is read: enough to see pages and passes, little enough to be there at once. */
const historySeconds = 3600

/**
 * Runs the whole Activity Stream until `signal`: OpenSearch, Redis, two sources, outgoing, incoming and the console, each
 * a process of its own. Nothing of it remains afterwards.
 *
 * @throws {DemoError | LocalStackError} One sentence that says what is wrong; everything is stopped then, too.
 */
export async function runDemo({ environment, showLogs, screen, signal: asked }: DemoOptions): Promise<void> {
  const broken = new AbortController()
  const signal = AbortSignal.any([asked, broken.signal])
  const fail = (error: Error): void => broken.abort(error)
  const onLog = (line: string): void => (showLogs ? screen.print(line) : undefined)
  const reaper = startReaper()
  const apps: RunningApp[] = []
  const compiled = compileCache(environment)
  const start = (folder: string, settings: AppEnvironment): void =>
    void apps.push(startApp({ folder, environment: { ...compiled, ...settings }, reaper, onLog, onExit: fail }))
  let stack: LocalStack | undefined
  try {
    const consolePort = await choosePort('CONSOLE_PORT', environment.CONSOLE_PORT)
    const incomingPort = await choosePort('PORT', environment.PORT)
    const [adminPort, feedPort, shopPort] = [await freePort(), await freePort(), await freePort()]
    screen.print(`The console will be at http://127.0.0.1:${consolePort}/ in a few seconds.`)
    start('apps/verification-feed', feedEnvironment({ feedPort }))
    start('examples/coffee-shop', shopEnvironment({ shopPort }))
    void visitShop(`http://127.0.0.1:${shopPort}`, { signal })
    stack = await startLocalStack({
      reaper,
      signal,
      environment,
      onProgress: (line) => screen.print(line),
      onExit: (message) => fail(new DemoError(message)),
    })
    const { opensearchUrl, redisUrl } = stack
    const ownCluster = !environment.OPENSEARCH_URL
    if (!ownCluster) await checkOtherFeeds(opensearchUrl, signal)
    const plan: DemoPlan = {
      opensearchUrl,
      redisUrl,
      ownCluster,
      consolePort,
      incomingPort,
      adminPort,
      feedPort,
      shopPort,
      consumer: makeKey('demo'),
      watcher: makeKey('console'),
      source: makeKey('outgoing'),
      adminToken: makeSecret(),
      feedFrom: Math.floor(Date.now() / 1000) - historySeconds,
    }
    screen.print('Starting outgoing (reads two sources), incoming (answers searches) and the console...')
    start('apps/outgoing', outgoingEnvironment(plan))
    start('apps/incoming', incomingEnvironment(plan))
    start('apps/console', consoleEnvironment(plan))
    await followStream({ plan, screen, signal })
  } catch (error) {
    if (broken.signal.aborted) throw broken.signal.reason
    if (!asked.aborted) throw error
  } finally {
    screen.end()
    if (asked.aborted) screen.print('Stopping...')
    await Promise.all(apps.map((app) => app.stop()))
    await stack?.stop() // after the apps, which would complain
    await reaper.stop()
  }
}
