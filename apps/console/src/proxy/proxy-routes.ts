import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Context, Hono } from 'hono'
import type { ConsoleEnv } from '../console-env.ts'
import type { ConsoleEvent } from '../events.ts'
import type { OpenSearchConnection, OpenSearchRequest } from '../opensearch/connect-opensearch.ts'
import { OpenSearchError } from '../opensearch/errors.ts'
import { sentBy } from '../security/same-origin.ts'
import { requestHeaders, responseHeaders } from './pass-headers.ts'
import type { IsRead } from './reads.ts'
import { streamAnswer } from './stream-answer.ts'
import { upstreamPath } from './upstream-path.ts'

export interface ProxyOptions {
  /** `/opensearch` */
  readonly mount: string
  readonly connection: OpenSearchConnection
  readonly isRead: IsRead
  /** Sent with every answer, in place of the other side's; none for Dashboards, which has its own. */
  readonly contentSecurityPolicy?: string
  readonly onEvent: (event: ConsoleEvent) => void
  readonly now?: () => number
}

/** Why a request did not go on. */
export type ProxyRefusal = 'path' | 'cross-site' | 'role' | 'method'

/** nginx's status for who left before the answer; nobody sees it. */
const NOBODY_THERE = 499

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD'])

const why: Readonly<Record<ProxyRefusal, readonly [status: 400 | 403 | 405, sentence: string]>> = {
  path: [400, 'This path is not passed on: it has dot segments, empty segments, or encoded slashes.'],
  'cross-site': [403, 'This request was sent by another site, or lacks the header osd-xsrf.'],
  role: [403, 'Your role lets you read only: this method or endpoint may change something.'],
  method: [405, 'Only GET, POST, PUT, DELETE and HEAD are passed on.'],
}

/**
 * Passes requests below `mount` on, with the other side's credentials, both ways as they stream: bodies are not held. An
 * admin may ask anything, everybody else what only reads. What another site sends is refused where it could change
 * something; a program that is no browser shows by `osd-xsrf` (or `kbn-version`) that it means it.
 */
export function proxyRoutes(options: ProxyOptions): Hono<ConsoleEnv> {
  const { mount, connection, isRead, contentSecurityPolicy, onEvent, now = () => performance.now() } = options

  async function pass(c: Context<ConsoleEnv>): Promise<Response> {
    const started = now()
    const { incoming } = c.env
    const outgoing = c.env.outgoing as ServerResponse
    const { method = 'GET', url = '/' } = incoming
    const asked = { person: c.get('person'), method, url }
    const refuse = (refusal: ProxyRefusal): Response => {
      onEvent({ type: 'proxy-refused', ...asked, refusal })
      const [status, sentence] = why[refusal]
      return c.json({ details: sentence }, status)
    }
    if (!methods.has(method)) return refuse('method')
    const path = upstreamPath(url, mount)
    if (!path) return refuse('path')
    const reads = isRead(method, path)
    if (!reads && !asked.person.admin) return refuse('role')
    if (!(reads && (method === 'GET' || method === 'HEAD')) && !isMeant(c)) return refuse('cross-site')

    const gone = new AbortController()
    outgoing.once('close', () => gone.abort(new Error('the browser hung up')))
    try {
      const answer = await connection.send({
        method: method as OpenSearchRequest['method'],
        path: path.raw,
        headers: requestHeaders(incoming.headers),
        body: hasBody(incoming) ? incoming : undefined,
        signal: gone.signal,
      })
      const status = answer.statusCode ?? 502
      onEvent({ type: 'proxied', ...asked, status, ms: Math.round(now() - started) })
      const headers = responseHeaders(answer.headers, mount)
      if (contentSecurityPolicy) headers.set('content-security-policy', contentSecurityPolicy)
      const isEmpty = method === 'HEAD' || status === 204 || status === 304
      if (isEmpty) answer.resume()
      const onBroken = (error: Error): void => {
        if (!gone.signal.aborted) onEvent({ type: 'proxy-failed', ...asked, error })
      }
      return new Response(isEmpty ? null : streamAnswer(answer, outgoing, onBroken), { status, headers })
    } catch (error) {
      if (gone.signal.aborted) {
        onEvent({ type: 'proxy-cancelled', ...asked })
        return new Response(null, { status: NOBODY_THERE })
      }
      if (!(error instanceof OpenSearchError)) throw error
      onEvent({ type: 'proxy-failed', ...asked, error })
      return c.json({ details: error.message }, statusOf(error))
    }
  }

  return new Hono<ConsoleEnv>().all(mount, pass).all(`${mount}/*`, pass)
}

function isMeant(c: Context<ConsoleEnv>): boolean {
  const from = { secFetchSite: c.req.header('sec-fetch-site'), origin: c.req.header('origin') }
  const sender = sentBy(from, c.get('origin'))
  // a page elsewhere cannot send these without being allowed to
  const meant = c.req.header('osd-xsrf') ?? c.req.header('kbn-version')
  return sender === 'us' || (sender === 'unknown' && meant !== undefined)
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function statusOf({ code }: OpenSearchError): 413 | 502 | 504 {
  if (code === 'body_too_large') return 413
  return code === 'opensearch_timed_out' ? 504 : 502
}
