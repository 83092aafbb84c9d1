import { cursorIn, cursorPath } from './cursor-path.ts'
import { details, detailsResponse } from './details-response.ts'
import { defaultGuards } from './guards.ts'
import { healthChecks } from './health-checks.ts'
import { defaultLimits } from './limits.ts'
import { openApi } from './openapi.ts'
import { type Handler, queryHandlers } from './query-handlers.ts'
import type { QueryProxyOptions } from './query-proxy-options.ts'
import { type Answer, jsonType, respond } from './respond.ts'
import { plainSearchWriter } from './search-writer.ts'

/** A path as Hono writes it, and the methods it has; HEAD goes with GET. */
interface Route {
  readonly path: string
  readonly methods: readonly string[]
}

/** Which handler answers what. Where there is none, the handler is one that answers 404 or 405. */
export interface Routes {
  readonly all: readonly Route[]
  /** Below `/v1/`, `/v2/` and `/v3/`. */
  forCallers(path: string, method: string): Handler
  forAnybody(path: string, method: string): OpenHandler
}

type OpenHandler = () => Promise<Answer>

export const feedPath = '/v3/activities/_feed'

export function routesOf(options: QueryProxyOptions): Routes {
  const { now = Date.now, onEvent = () => {}, startupGraceMs = 30_000, forwarder, cursors } = options
  const { cursorTtlSeconds = 300, feedTtlSeconds: ttlSeconds = 86_400, writer = plainSearchWriter } = options
  const aliases = options.aliases ?? { activities: 'activities', objects: 'objects' }
  const limits = { ...defaultLimits, ...options.limits }
  const guards = { ...defaultGuards, ...options.guards }
  const { hasFuzzyText = () => limits.hasFuzzyText } = options
  const checks = healthChecks({ source: options.health, startupGraceMs, now })
  const handlers = queryHandlers({ forwarder, limits, hasFuzzyText, guards, writer, now, onEvent })
  const { pits } = forwarder

  const callers = table<Handler>()
  callers.add('/v1/objects', ['GET'], handlers.search(aliases.objects))
  if (cursors) {
    const page = handlers.as2Pages(aliases.activities, { cursors, cursorTtlSeconds })
    callers.add('/v1/', ['GET'], page)
    callers.add(cursorPath, ['GET'], page)
    callers.add(feedPath, ['GET'], handlers.feed(aliases.activities, { cursors, ttlSeconds }))
  }
  for (const name of ['activities', 'objects'] as const) {
    const alias = aliases[name]
    callers.add(`/v2/${name}`, ['GET'], handlers.search(alias))
    callers.add(`/v3/${name}/_search`, ['GET', 'POST'], handlers.search(alias))
    callers.add(`/v3/${name}/_count`, ['GET', 'POST'], handlers.count(alias))
    if (pits) callers.add(`/v3/${name}/_stream`, ['GET', 'POST'], handlers.stream(alias, pits))
  }
  callers.add('/v3/', ['GET'], handlers.root)

  const anybody = table<OpenHandler>()
  const text = (body: string, type = 'text/plain; charset=UTF-8'): Answer =>
    respond(200, body, { 'content-type': type })
  anybody.add('/checks/p1', ['GET'], async () => text(await checks.p1()))
  anybody.add('/checks/p2', ['GET'], async () => text(await checks.p2()))
  const metricsType = 'text/plain; version=0.0.4; charset=utf-8'
  anybody.add('/metrics', ['GET'], async () => text(await options.metrics(), metricsType))
  const schemes = (options.authenticators ?? []).map(({ scheme }) => scheme)
  const description = openApi({ hasCursors: cursors !== undefined, hasPits: pits !== undefined, schemes })
  const descriptionText = JSON.stringify(description)
  anybody.add('/openapi.json', ['GET'], async () => text(descriptionText, jsonType))

  return {
    all: [...callers.routes, ...anybody.routes],
    forCallers: (path, method) =>
      callers.find(path, method) ?? callers.find(cursorIn(path) && cursorPath, method) ?? notFound,
    forAnybody: (path, method) => anybody.find(path, method) ?? notFound,
  }
}

const notFound: OpenHandler = async () => detailsResponse(404, details.notFound)

interface Table<H> {
  readonly routes: readonly Route[]
  add(path: string, methods: readonly string[], handler: H): void
  find(path: string | undefined, method: string): H | OpenHandler | undefined
}

function table<H>(): Table<H> {
  const routes: Route[] = []
  const byPath = new Map<string, { handlers: Map<string, H>; otherwise: OpenHandler }>()
  return {
    routes,
    add(path, methods, handler) {
      routes.push({ path, methods })
      const known = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
      const allow = known.join(', ')
      const otherwise: OpenHandler = async () => detailsResponse(405, details.methodNotAllowed, { allow })
      byPath.set(path, { handlers: new Map(known.map((method) => [method, handler])), otherwise })
    },
    find(path, method) {
      const found = path === undefined ? undefined : byPath.get(path)
      return found && (found.handlers.get(method) ?? found.otherwise)
    },
  }
}
