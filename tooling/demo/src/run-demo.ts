import { freePort, type LocalStack, startLocalStack, startReaper } from '@as/local-stack'
import {
  type AppEnvironment,
  type DemoPlan,
  feedEnvironment,
  incomingEnvironment,
  makeKey,
  outgoingEnvironment,
} from './app-environments.ts'
import { checkOtherFeeds } from './check-other-feeds.ts'
import { choosePort } from './choose-port.ts'
import { DemoError } from './errors.ts'
import { followStream } from './follow-stream.ts'
import type { Screen } from './screen.ts'
import { type RunningApp, startApp } from './start-app.ts'

export interface DemoOptions {
  /** Read for PORT, and by the local stack. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Prints what the apps log. */
  readonly showLogs: boolean
  readonly screen: Screen
  /** Ends the demo. */
  readonly signal: AbortSignal
}

/** How far back the feed is read: enough to see pages and passes, little enough to be there at once. */
const historySeconds = 3600

/**
 * Runs the whole Activity Stream until `signal`: OpenSearch, Redis, a source, outgoing and incoming, each a process of
 * its own. Nothing of it remains afterwards.
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
  const start = (name: string, appEnvironment: AppEnvironment): void =>
    void apps.push(startApp({ name, environment: appEnvironment, reaper, onLog, onExit: fail }))
  let stack: LocalStack | undefined
  try {
    const [incomingPort, feedPort] = [await choosePort(environment.PORT), await freePort()]
    start('verification-feed', feedEnvironment({ feedPort }))
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
    const [consumer, source] = [makeKey('demo'), makeKey('outgoing')]
    const feedFrom = Math.floor(Date.now() / 1000) - historySeconds
    const plan: DemoPlan = { opensearchUrl, redisUrl, ownCluster, incomingPort, feedPort, consumer, source, feedFrom }
    screen.print('Starting verification-feed (a source), outgoing (reads it) and incoming (answers searches)...')
    start('outgoing', outgoingEnvironment(plan))
    start('incoming', incomingEnvironment(plan))
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
