import type { MiddlewareHandler } from 'hono'
import type { ConsoleEnv } from '../console-env.ts'
import { isSameToken } from './csrf-token.ts'
import { sentBy } from './same-origin.ts'

/** Why an action was not carried out. */
export type ActionRefusal = 'cross-site' | 'csrf-token' | 'role'

export interface GuardOptions {
  /** What anybody who is logged in may do: `/logout`. */
  readonly forEverybody: readonly string[]
  readonly onRefused: (
    refusal: ActionRefusal,
    context: Parameters<MiddlewareHandler<ConsoleEnv>>[0],
  ) => Response | Promise<Response>
}

/** Lets through what only looks; everything else needs to come from our own form, with its token, by an operator. */
export function guardActions({ forEverybody, onRefused }: GuardOptions): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return await next()
    const from = { secFetchSite: c.req.header('sec-fetch-site'), origin: c.req.header('origin') }
    if (sentBy(from, c.get('origin')) === 'others') return await onRefused('cross-site', c)
    const sent = c.req.header('x-csrf-token') ?? (await c.req.parseBody().catch(() => ({ csrf: undefined }))).csrf
    if (!isSameToken(sent, c.get('csrfToken'))) return await onRefused('csrf-token', c)
    if (c.get('person').role !== 'operator' && !forEverybody.includes(c.req.path)) return await onRefused('role', c)
    return await next()
  }
}
