import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import type { Redis } from 'ioredis'
import type { Registry } from 'prom-client'
import type { ConsoleEnv } from './console-env.ts'
import type { ConsoleEvent } from './events.ts'
import { healthRoutes } from './health-routes.ts'
import { LoginError } from './login/errors.ts'
import type { LoginMeans } from './login/login-by.ts'
import { loginRoutes, logoutRoute } from './login/login-routes.ts'
import { answerNotice } from './notices/answer-notice.ts'
import { failureNotice, refusalNotices } from './notices/notices.ts'
import type { OpenSearchConnection } from './opensearch/connect-opensearch.ts'
import { readAssets } from './pages/assets.ts'
import { type PagesOptions, pages } from './pages/index.ts'
import { isDashboardsRead } from './proxy/dashboards-reads.ts'
import { proxyRoutes } from './proxy/proxy-routes.ts'
import { isOpenSearchRead } from './proxy/reads.ts'
import { guardActions } from './security/guard-actions.ts'
import { publicOrigin } from './security/public-origin.ts'
import { type AddressOptions, requireAddress } from './security/require-address.ts'
import { securityHeaders } from './security/security-headers.ts'
import { identifyBySession, identifyEverybodyAs } from './session/identify.ts'
import { redisSessions } from './session/session-store.ts'

export interface ConsoleOptions extends Omit<PagesOptions, 'login' | 'dashboards'> {
  /** Who logs people in, and what they may do then; or who everybody is, on this machine alone. */
  readonly login: LoginMeans
  /** The console's address, where it is configured. */
  readonly url?: URL | undefined
  readonly addresses?: AddressOptions
  /** Whether there is `/opensearch/`. Default: true. */
  readonly proxy?: boolean
  /** OpenSearch Dashboards, and the path at which its pages expect to be. */
  readonly dashboards?: { readonly connection: OpenSearchConnection; readonly mount: string } | undefined
  readonly redis: Redis
  readonly registry: Registry
  readonly onEvent: (event: ConsoleEvent) => void
}

/** A form's fields. */
const MAX_FORM_BYTES = 65_536

/** The whole console: who may come in, who they are, what they may do, the proxies, and the pages. */
export function createConsole(options: ConsoleOptions): Hono<ConsoleEnv> {
  const { login, url, addresses = { allowed: undefined, trustedHops: 1 }, onEvent, redis, registry } = options
  const { proxy = true, dashboards, ...forPages } = options
  const logsIn = 'provider' in login
  const assets = readAssets(options.assets)
  const answer = answerNotice(assets.path)
  const sessions = redisSessions(redis)
  const app = new Hono<ConsoleEnv>()

  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    if (error instanceof LoginError) onEvent({ type: 'login-failed', error })
    else onEvent({ type: 'failed', method: c.req.method, path: c.req.path, error })
    const { status, ...notice } = failureNotice(error)
    return answer(c as Context<ConsoleEnv>, status, notice)
  })
  app.notFound((c) =>
    answer(c, 404, { title: 'There is no such page', sentences: [], links: [{ text: 'All feeds', href: '/' }] }),
  )

  app.route('/', healthRoutes({ redis, registry }))
  app.use(async (c, next) => {
    const started = performance.now()
    await next()
    onEvent({ type: 'answered', method: c.req.method, status: c.res.status, ms: performance.now() - started })
  })
  app.use(securityHeaders)
  app.use(publicOrigin({ url, loopbackOnly: !logsIn }))
  app.use(requireAddress(addresses))
  app.route('/', assets.routes)

  if (logsIn) app.route('/', loginRoutes({ ...login, sessions, answer, onEvent }))
  app.use(logsIn ? identifyBySession(sessions, answer) : identifyEverybodyAs(login.everybody))

  // the other side's answers are data: a browser is to run nothing in them
  const contentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
  if (proxy) {
    const { opensearch: connection } = options
    app.route(
      '/',
      proxyRoutes({ onEvent, mount: '/opensearch', connection, isRead: isOpenSearchRead, contentSecurityPolicy }),
    )
  }
  if (dashboards) {
    app.route('/', proxyRoutes({ onEvent, ...dashboards, isRead: isDashboardsRead }))
    if (dashboards.mount !== '/dashboards') app.get('/dashboards/', (c) => c.redirect(`${dashboards.mount}/`, 302))
  }

  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES }))
  app.use(
    guardActions({
      forEverybody: ['/logout'],
      onRefused(refusal, c) {
        onEvent({ type: 'action-refused', person: c.get('person'), path: c.req.path, refusal })
        return answer(c, 403, refusalNotices[refusal])
      },
    }),
  )
  if (logsIn) app.route('/', logoutRoute({ sessions, onEvent }))
  app.use(async (c, next) => {
    await next()
    if (c.req.method !== 'POST') return
    onEvent({ type: 'acted', person: c.get('person'), path: c.req.path, status: c.res.status })
  })
  app.route(
    '/',
    pages({ ...forPages, login: logsIn ? login.provider.type : 'none', dashboards: dashboards !== undefined }),
  )
  return app
}
