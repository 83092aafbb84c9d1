import { randomUUID } from 'node:crypto'
import type { NonceStore } from '@as/hawk/server'
import { Hono } from 'hono'
import { authenticate } from './authenticate.ts'
import type { Authenticator } from './authenticator.ts'
import type { CursorStore } from './cursor-store.ts'
import { details, detailsResponse, errorResponse } from './details-response.ts'
import type { QueryProxyEvent } from './events.ts'
import type { SearchForwarder } from './forward-search.ts'
import { defaultGuards, type QueryProxyGuards } from './guards.ts'
import { hawkAuthenticator } from './hawk-authenticator.ts'
import { type HealthSource, healthChecks } from './health-checks.ts'
import { defaultLimits, type QueryProxyLimits } from './limits.ts'
import { openApi } from './openapi.ts'
import type { AccessKey } from './permission.ts'
import { type Environment, type Handler, queryHandlers } from './query-handlers.ts'
import { rawPath, rawRequest } from './raw-request.ts'
import { requestBodies } from './request-bodies.ts'
import { jsonType, respond } from './respond.ts'
import { plainSearchWriter, type SearchWriter } from './search-writer.ts'

export interface QueryProxyOptions {
  /** Who may ask by Hawk, and what they see. */
  readonly keys: readonly AccessKey[]
  /** Addresses and CIDR ranges, IPv4 or IPv6, that may call. */
  readonly allowedAddresses: readonly string[]
  /** Which address of `X-Forwarded-For` counts: so many before the last. Default: 1, the second-last. */
  readonly trustedHops?: number
  /** Remembers used nonces: `redisNonceStore(redis)` where there are several instances. */
  readonly nonces: NonceStore
  /** How far a caller's clock may be off. Default: 60. */
  readonly skewSeconds?: number
  /** How long nonces are remembered. Default: 2 × skew + 5. */
  readonly nonceTtlSeconds?: number
  /** Other ways to tell who asks, each by its scheme of `Authorization`: `bearerAuthenticator(…)`. Default: none. */
  readonly authenticators?: readonly Authenticator[]
  /** Where searches go: `forwardSearch(connectOpenSearch({ url }))`. */
  readonly forwarder: SearchForwarder
  /** Writes what is searched with: `threadSearchWriter()` keeps large bodies from holding others up. Default: at once. */
  readonly writer?: SearchWriter
  /** Index aliases that paths below `/v1/`, `/v2/` and `/v3/` name. Default: `activities` and `objects`. */
  readonly aliases?: { readonly activities: string; readonly objects: string }
  /** Where the pages of `/v1/` go on: `redisCursorStore(redis)`. Without it there is no `/v1/`. */
  readonly cursors?: CursorStore
  /** How long the next page of `/v1/` can be asked for. Default: 300. */
  readonly cursorTtlSeconds?: number
  /** How long a follower of the feed may stay away and still go on where they were. Default: 86,400. */
  readonly feedTtlSeconds?: number
  /** What `/checks/p1` and `/checks/p2` ask. */
  readonly health: HealthSource
  /** How long after the start a feed may be red. Default: 30,000. */
  readonly startupGraceMs?: number
  /** The text of `/metrics`, in Prometheus' format. */
  readonly metrics: () => Promise<string>
  readonly limits?: Partial<QueryProxyLimits>
  /** Asked at each search for the limit of that name, as OpenSearch may be upgraded. Default: what `limits` say. */
  readonly hasFuzzyText?: () => boolean
  readonly guards?: Partial<QueryProxyGuards>
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number
  /** Default: 8 random hexadecimal digits. */
  readonly requestId?: () => string
  readonly onEvent?: (event: QueryProxyEvent) => void
}

/** A Hono application; serve it with `@hono/node-server`, which hands it the raw request. */
export type QueryProxy = Hono<Environment>

const feedPath = '/v3/activities/_feed'

/**
 * Makes the whole query proxy: authenticates callers, restricts their searches to what their keys permit, and forwards
 * them to OpenSearch.
 *
 * @throws {InvalidOptionError} If an allowed address is none.
 */
export function createQueryProxy(options: QueryProxyOptions): QueryProxy {
  const { now = Date.now, onEvent = () => {}, requestId: newId = () => randomUUID().slice(0, 8) } = options
  const { trustedHops = 1, startupGraceMs = 30_000, forwarder, skewSeconds, nonceTtlSeconds } = options
  const aliases = options.aliases ?? { activities: 'activities', objects: 'objects' }
  const limits = { ...defaultLimits, ...options.limits }
  const guards = { ...defaultGuards, ...options.guards }
  const { writer = plainSearchWriter, hasFuzzyText = () => limits.hasFuzzyText } = options
  const checks = healthChecks({ source: options.health, startupGraceMs, now })
  const hawk = hawkAuthenticator({
    keys: options.keys,
    nonces: options.nonces,
    now,
    ...(skewSeconds === undefined ? {} : { skewSeconds }),
    ...(nonceTtlSeconds === undefined ? {} : { nonceTtlSeconds }),
  })
  const identify = authenticate({
    authenticators: [hawk, ...(options.authenticators ?? [])],
    allowedAddresses: options.allowedAddresses,
    trustedHops,
    bodies: requestBodies({ ...limits, ...guards }),
  })

  const app: QueryProxy = new Hono<Environment>({ getPath: (request, given) => rawPath(request, given?.env) })

  app.use(async (c, next) => {
    const startedAt = now()
    const requestId = newId()
    c.set('requestId', requestId)
    onEvent({ type: 'request-started', requestId, method: c.req.raw.method, path: rawPath(c.req.raw, c.env) })
    await next()
    const ms = now() - startedAt
    if (c.req.raw.signal.aborted) onEvent({ type: 'request-cancelled', requestId, ms })
    else onEvent({ type: 'request-answered', requestId, status: c.res.status, ms })
  })
  app.onError((error, c) => {
    if (!c.req.raw.signal.aborted) onEvent({ type: 'request-failed', requestId: c.get('requestId'), error })
    return errorResponse(error)
  })
  app.notFound(() => detailsResponse(404, details.notFound))

  for (const prefix of ['/v1/*', '/v2/*', '/v3/*']) {
    app.use(prefix, async (c, next) => {
      const requestId = c.get('requestId')
      const request = rawRequest(c.req.raw, c.env)
      // collectors of feeds sign the empty content type, and send none
      const needsContentType = rawPath(c.req.raw, c.env) !== feedPath
      const found = await identify(request, { needsContentType })
      if (!found.ok) {
        const { reason, claimedId } = found
        onEvent({ type: 'request-unauthenticated', requestId, reason, ...(claimedId ? { claimedId } : {}) })
        return detailsResponse(401, found.details)
      }
      onEvent({ type: 'request-authenticated', requestId, keyId: found.caller.id })
      c.set('request', request)
      c.set('caller', found.caller)
      c.set('body', found.body)
      await next().finally(found.leave)
    })
  }

  const handlers = queryHandlers({ forwarder, limits, hasFuzzyText, guards, writer, now, onEvent })
  const route = (path: string, methods: readonly string[], handler: Handler): void => {
    app.on([...methods], path, handler)
    const allow = methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter((name) => name !== 'GET')] : methods
    app.all(path, () => detailsResponse(405, details.methodNotAllowed, { allow: allow.join(', ') }))
  }

  route('/v1/objects', ['GET'], handlers.search(aliases.objects))
  const { cursors, cursorTtlSeconds = 300, feedTtlSeconds: ttlSeconds = 86_400 } = options
  if (cursors) {
    const page = handlers.as2Pages(aliases.activities, { cursors, cursorTtlSeconds })
    route('/v1/', ['GET'], page)
    route('/v1/:cursor', ['GET'], page)
    route(feedPath, ['GET'], handlers.feed(aliases.activities, { cursors, ttlSeconds }))
  }
  const { pits } = forwarder
  for (const name of ['activities', 'objects'] as const) {
    const alias = aliases[name]
    route(`/v2/${name}`, ['GET'], handlers.search(alias))
    route(`/v3/${name}/_search`, ['GET', 'POST'], handlers.search(alias))
    route(`/v3/${name}/_count`, ['GET', 'POST'], handlers.count(alias))
    if (pits) route(`/v3/${name}/_stream`, ['GET', 'POST'], handlers.stream(alias, pits))
  }
  route('/v3/', ['GET'], handlers.root)
  const text = (body: string, type = 'text/plain; charset=UTF-8'): Response =>
    respond(200, body, { 'content-type': type })
  route('/checks/p1', ['GET'], async () => text(await checks.p1()))
  route('/checks/p2', ['GET'], async () => text(await checks.p2()))
  route('/metrics', ['GET'], async () => text(await options.metrics(), 'text/plain; version=0.0.4; charset=utf-8'))
  const schemes = (options.authenticators ?? []).map(({ scheme }) => scheme)
  const description = JSON.stringify(
    openApi({ hasCursors: cursors !== undefined, hasPits: pits !== undefined, schemes }),
  )
  route('/openapi.json', ['GET'], async () => text(description, jsonType))
  return app
}
