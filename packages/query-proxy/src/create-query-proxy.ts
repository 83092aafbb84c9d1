import { randomUUID } from 'node:crypto'
import type { NonceStore } from '@as/hawk/server'
import { type Context, Hono } from 'hono'
import { answerAs2Page } from './answer-as2-page.ts'
import { authenticate } from './authenticate.ts'
import type { CursorStore } from './cursor-store.ts'
import { details, detailsResponse, errorResponse } from './details-response.ts'
import type { QueryProxyEvent } from './events.ts'
import type { ForwardedAnswer, SearchForwarder } from './forward-search.ts'
import { type HealthSource, healthChecks } from './health-checks.ts'
import { defaultLimits, type QueryProxyLimits } from './limits.ts'
import { passOn } from './pass-on.ts'
import type { AccessKey } from './permission.ts'
import { type QueryProxyBindings, rawPath, rawRequest } from './raw-request.ts'
import { restrictSearch } from './restrict-search.ts'

export interface QueryProxyOptions {
  /** Who may ask, and what they see. */
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
  /** Where searches go: `forwardSearch(client)`. */
  readonly forwarder: SearchForwarder
  /** Index aliases that paths below `/v1/`, `/v2/` and `/v3/` name. Default: `activities` and `objects`. */
  readonly aliases?: { readonly activities: string; readonly objects: string }
  /** Where the pages of `/v1/` go on: `redisCursorStore(redis)`. Without it there is no `/v1/`. */
  readonly cursors?: CursorStore
  /** How long the next page of `/v1/` can be asked for. Default: 300. */
  readonly cursorTtlSeconds?: number
  /** What `/checks/p1` and `/checks/p2` ask. */
  readonly health: HealthSource
  /** How long after the start a feed may be red. Default: 30,000. */
  readonly startupGraceMs?: number
  /** The text of `/metrics`, in Prometheus' format. */
  readonly metrics: () => Promise<string>
  readonly limits?: Partial<QueryProxyLimits>
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number
  /** Default: 8 random hexadecimal digits. */
  readonly requestId?: () => string
  readonly onEvent?: (event: QueryProxyEvent) => void
}

interface Environment {
  Bindings: QueryProxyBindings
  Variables: { requestId: string; key: AccessKey; body: Uint8Array }
}

type Handler = (c: Context<Environment>) => Promise<Response>

/** A Hono application; serve it with `@hono/node-server`, which hands it the raw request. */
export type QueryProxy = Hono<Environment>

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
  const checks = healthChecks({ source: options.health, startupGraceMs, now })
  const identify = authenticate({
    keys: options.keys,
    nonces: options.nonces,
    allowedAddresses: options.allowedAddresses,
    trustedHops,
    limits,
    hawk: {
      now,
      ...(skewSeconds === undefined ? {} : { skewSeconds }),
      ...(nonceTtlSeconds === undefined ? {} : { nonceTtlSeconds }),
    },
  })

  const app: QueryProxy = new Hono<Environment>({ getPath: (request, given) => rawPath(request, given?.env) })

  app.use(async (c, next) => {
    const startedAt = now()
    const requestId = newId()
    c.set('requestId', requestId)
    const path = rawPath(c.req.raw, c.env)
    onEvent({ type: 'request-started', requestId, method: c.req.raw.method, path })
    await next()
    c.header('server', 'activity-stream')
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
      const found = await identify(rawRequest(c.req.raw, c.env))
      if (!found.ok) {
        onEvent({ type: 'request-unauthenticated', requestId, reason: found.reason })
        return detailsResponse(401, found.details)
      }
      onEvent({ type: 'request-authenticated', requestId, keyId: found.key.id })
      c.set('key', found.key)
      c.set('body', found.body)
      await next()
    })
  }

  const ask = async (c: Context<Environment>, alias: string, asked: Uint8Array): Promise<ForwardedAnswer> => {
    const body = restrictSearch(asked, { alias, key: c.get('key'), ...limits })
    const askedAt = now()
    const answer = await forwarder.search({ alias, body, signal: c.req.raw.signal })
    const { status } = answer
    onEvent({ type: 'search-answered', requestId: c.get('requestId'), alias, status, ms: now() - askedAt })
    return answer
  }
  const search =
    (alias: string): Handler =>
    async (c) =>
      await passOn(await ask(c, alias, c.get('body')), c.req.raw.method)
  const route = (path: string, methods: readonly string[], handler: Handler): void => {
    app.on([...methods], path, handler)
    const allow = methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter((name) => name !== 'GET')] : methods
    app.all(path, () => detailsResponse(405, details.methodNotAllowed, { allow: allow.join(', ') }))
  }

  route('/v1/objects', ['GET'], search(aliases.objects))
  const { cursors, cursorTtlSeconds = 300 } = options
  if (cursors) {
    const page: Handler = (c) =>
      answerAs2Page(
        { cursors, cursorTtlSeconds, maxDepth: limits.maxDepth },
        {
          request: rawRequest(c.req.raw, c.env),
          body: c.get('body'),
          keyId: c.get('key').id,
          cursor: c.req.param('cursor'),
          search: (body) => ask(c, aliases.activities, body),
        },
      )
    route('/v1/', ['GET'], page)
    route('/v1/:cursor', ['GET'], page)
  }
  route('/v2/activities', ['GET'], search(aliases.activities))
  route('/v2/objects', ['GET'], search(aliases.objects))
  route('/v3/activities/_search', ['GET', 'POST'], search(aliases.activities))
  route('/v3/objects/_search', ['GET', 'POST'], search(aliases.objects))
  route('/v3/', ['GET'], async (c) => passOn(await forwarder.root({ signal: c.req.raw.signal }), c.req.raw.method))
  route('/checks/p1', ['GET'], async (c) => c.text(await checks.p1()))
  route('/checks/p2', ['GET'], async (c) => c.text(await checks.p2()))
  route('/metrics', ['GET'], async (c) =>
    c.body(await options.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  return app
}
