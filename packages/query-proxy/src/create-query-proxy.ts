import { type Context, Hono } from 'hono'
import { answerRequests } from './answer-requests.ts'
import { type NodeListener, nodeListener } from './node-listener.ts'
import type { QueryProxyOptions } from './query-proxy-options.ts'
import { type QueryProxyBindings, rawPath, rawRequest } from './raw-request.ts'
import { webResponse } from './web-response.ts'

/** What Hono's handlers find in its context. */
export interface QueryProxyEnvironment {
  Bindings: QueryProxyBindings
}

/** A Hono application, to be mounted in another or to be served anywhere; for Node there is a shorter way. */
export interface QueryProxy extends Hono<QueryProxyEnvironment> {
  /** The same, for `createServer` of `node:http`: no web `Request` and `Response` are made of each request. */
  readonly listener: NodeListener
}

/**
 * Makes the whole query proxy: authenticates callers, restricts their searches to what their keys permit, and forwards
 * them to OpenSearch.
 *
 * @throws {InvalidOptionError} If an allowed address is none.
 * @example createServer(createQueryProxy(options).listener).listen(8080)
 */
export function createQueryProxy(options: QueryProxyOptions): QueryProxy {
  const { answer, routes } = answerRequests(options)
  const app = new Hono<QueryProxyEnvironment>({ getPath: (request, given) => rawPath(request, given?.env) })
  const handle = async (c: Context<QueryProxyEnvironment>): Promise<Response> => {
    const { raw } = c.req
    const { outgoing } = c.env ?? {}
    const cutOff = outgoing && ((): void => void outgoing.destroy())
    return webResponse(await answer({ request: rawRequest(raw, c.env), signal: raw.signal }), cutOff)
  }
  // named for whoever lists the routes; the paths themselves are looked up by `answer`
  for (const { path, methods } of routes.all) app.on([...methods], path, handle)
  app.all('*', handle)
  return Object.assign(app, { listener: nodeListener(answer) })
}
