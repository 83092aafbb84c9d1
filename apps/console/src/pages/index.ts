import { describeError } from '@as/service'
import { type Context, Hono } from 'hono'
import type { Redis } from 'ioredis'
import type { ConsoleEnv } from '../console-env.ts'
import type { JudgementLimits } from '../live/judge-feed.ts'
import { createLiveFeeds } from '../live/live-feeds.ts'
import { lookAtFeeds } from '../live/look-at-feeds.ts'
import { watchFreshness } from '../live/watch-freshness.ts'
import type { OpenSearchConnection } from '../opensearch/connect-opensearch.ts'
import { createOutgoingClient } from '../outgoing/outgoing-client.ts'
import { shareCalls } from '../outgoing/share-calls.ts'
import { readAssets } from './assets.ts'
import { feedRoutes } from './feed-routes.ts'
import { findPages } from './find-pages.ts'
import { keysPage } from './keys-page.ts'
import { layout, type PageContext } from './layout.ts'
import { overviewCells, overviewPage } from './overview-page.ts'
import { readKeys } from './read-keys.ts'
import { readSystem } from './read-system.ts'
import { runSearch } from './run-search.ts'
import { searchPage } from './search-page.ts'
import { readSearch } from './search-query.ts'
import { streamLive } from './stream-live.ts'
import { systemPage } from './system-page.ts'
import { troublePage } from './trouble-page.ts'

export interface PagesOptions {
  /** Outgoing's admin API: `http://127.0.0.1:8081`, and its bearer token. Without it there are no feeds to show. */
  readonly outgoing?: { readonly url: string; readonly token: string } | undefined
  /** Incoming and a Hawk key that sees all: freshness is measured with it. */
  readonly incoming?: { readonly url: string; readonly keyId: string; readonly secretKey: string } | undefined
  readonly opensearch: OpenSearchConnection
  readonly redis: Redis
  /** The folder of the static files, as a `file:` URL that ends with a slash. */
  readonly assets: URL
  /** What the console links to: whether anybody logs in, and which proxies there are. */
  readonly login: 'none' | 'openid' | 'oauth2'
  readonly dashboards: boolean
  /** Aborted when the process is to end: streams to browsers end then. */
  readonly signal: AbortSignal
  /** When a feed is red or amber; defaults in judge-feed.ts. */
  readonly limits?: JudgementLimits | undefined
  /** Between two looks at all feeds while anybody watches, and between two at how fresh they are. Defaults: 1,000 and 2,000. */
  readonly intervalMs?: number | undefined
  readonly freshnessIntervalMs?: number | undefined
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** Whoever looks at the system within such a time shares the questions to it. */
const SHARED_MS = 2_000

/** Everything that a logged-in person sees. */
export function pages(options: PagesOptions): Hono<ConsoleEnv> {
  const { opensearch, redis, login, dashboards, signal, limits, now = Date.now } = options
  const assets = readAssets(options.assets)
  const outgoing = options.outgoing && createOutgoingClient(options.outgoing)
  const freshness =
    options.incoming &&
    watchFreshness({
      incoming: options.incoming,
      feeds: async () => (outgoing ? (await outgoing.feeds()).map(({ feed }) => feed) : []),
      signal,
      now,
      ...(options.freshnessIntervalMs !== undefined && { intervalMs: options.freshnessIntervalMs }),
    })
  const look = () => lookAtFeeds({ outgoing, freshness, limits, now })
  const live = createLiveFeeds({
    render: async () => overviewCells(await look()),
    signal,
    ...(options.intervalMs !== undefined && { intervalMs: options.intervalMs }),
  })
  const shared = shareCalls(SHARED_MS, now)
  const contextOf = (c: Context<ConsoleEnv>): PageContext => ({
    person: c.var.person,
    csrfToken: c.var.csrfToken,
    login,
    dashboards,
    asset: assets.path,
  })

  const app = new Hono<ConsoleEnv>()
  app.notFound((c) => c.html(troublePage(contextOf(c), 'There is no such page', 'Its address may be mistyped.'), 404))
  app.get('/', async (c) =>
    c.html(layout(contextOf(c), { title: 'Feeds', section: '/', body: overviewPage(await look()), live: '/live' })),
  )
  app.get('/live', (c) => streamLive(live, { feed: c.req.query('feed') }))
  app.route('/feeds', feedRoutes({ outgoing, freshnessOf: (feed) => freshness?.of(feed), limits, now, contextOf }))
  app.get('/search', async (c) => {
    const asked = readSearch(c.req.query())
    const found = await runSearch(opensearch, asked)
    const documents = typeof found === 'string' ? [] : found.documents
    const body = searchPage(asked, found, { pages: await findPages(documents, outgoing), now: now() })
    return c.html(layout(contextOf(c), { title: 'Search', section: '/search', body }))
  })
  app.get('/keys', async (c) => {
    const keys = await readKeys(redis).catch(describeError)
    return c.html(
      layout(contextOf(c), { title: 'Keys', section: '/keys', body: keysPage(keys, now()), refreshSeconds: 5 }),
    )
  })
  app.get('/system', async (c) => {
    const system = await shared.ask('system', () => readSystem({ opensearch, redis, outgoing }))
    const metricsUrl = options.incoming && new URL('/metrics', options.incoming.url).href
    const body = systemPage(system, { now: now(), metricsUrl })
    return c.html(layout(contextOf(c), { title: 'System', section: '/system', body, refreshSeconds: 5 }))
  })
  return app
}
