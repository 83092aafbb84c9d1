import type { Context } from '@as/as2-schema'
import { acceptsGzip } from './accepts-gzip.ts'
import type { AuthenticationResult, FeedAuthentication } from './authentication.ts'
import { type CursorLocation, queryCursor } from './cursor-location.ts'
import { entityTag, matchesTag } from './entity-tag.ts'
import { FeedOptionError, ReadTimeoutError } from './errors.ts'
import type { FeedServerEvent } from './events.ts'
import type { FeedSource } from './feed-source.ts'
import { gzip } from './gzip.ts'
import { publicUrl } from './public-url.ts'
import { readWithin } from './read-within.ts'
import { type Refusal, refuse } from './refuse.ts'
import { pageContentType, renderPage } from './render-page.ts'

export interface FeedHandlerOptions {
  readonly source: FeedSource
  /** Who may read: `hawkAuthentication`, `bearerAuthentication`, `openToEveryone` or your own. */
  readonly authentication: FeedAuthentication
  /** Most items a page. Default 100. */
  readonly pageSize?: number
  /** The pages' `@context`. Default `https://www.w3.org/ns/activitystreams`. */
  readonly context?: Context
  /** Where the cursor is in the URL. Default the query's `cursor`. */
  readonly cursors?: CursorLocation
  /** Most bytes a page, before compression; more are an error. Default 16 MiB. */
  readonly maxPageBytes?: number
  /** Bodies smaller than this are not compressed. Default 1,024. */
  readonly minGzipBytes?: number
  /** How long the source may take over a page. Default 30,000. */
  readonly readTimeoutMs?: number
  /** Milliseconds since any fixed moment, for events. Default `Date.now`. */
  readonly now?: () => number
  readonly onEvent?: (event: FeedServerEvent) => void
}

/** No cursor of a source may be longer: it has to fit into URLs. */
const maxCursorLength = 1024

/**
 * Makes a web-standard request handler that serves a feed, as PROTOCOL.md says. It answers every request and never
 * rejects, so it can be mounted in any server that speaks `Request` and `Response`.
 *
 * @throws {FeedOptionError} If a number among the options is no whole number from 1 up.
 * @example
 * const feed = createFeedHandler({ source: memoryLog(), authentication: openToEveryone() })
 * app.get('/feed', (c) => feed(c.req.raw)) // Hono
 */
export function createFeedHandler(options: FeedHandlerOptions): (request: Request) => Promise<Response> {
  const { source, authentication, cursors = queryCursor(), now = Date.now, onEvent = () => {} } = options
  const { context = 'https://www.w3.org/ns/activitystreams' } = options
  const { pageSize = 100, maxPageBytes = 16 * 1024 * 1024, minGzipBytes = 1024, readTimeoutMs = 30_000 } = options
  for (const [name, value] of Object.entries({ pageSize, maxPageBytes, minGzipBytes, readTimeoutMs })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new FeedOptionError(`Cannot serve feed: ${name} is ${value}; give a whole number from 1 up`)
    }
  }

  return (request) => respond(request).catch((error: unknown) => failure(request, error))

  async function respond(request: Request): Promise<Response> {
    const startedAt = now()
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refusal({ status: 405, details: 'Method Not Allowed', reason: 'method', headers: { allow: 'GET, HEAD' } })
    }
    const target = publicUrl(request)
    if (!target) return refusal({ status: 400, details: 'The Host header is not a host.', reason: 'host' })
    const authenticated = await authentication(request, target)
    if (!authenticated.ok) {
      const { challenge, ...rest } = authenticated
      return refusal({ ...rest, headers: challenge === undefined ? {} : { 'www-authenticate': challenge } })
    }

    const located = cursors.read(target.url)
    const isOverlong = (located?.cursor?.length ?? 0) > maxCursorLength
    const page =
      located && !isOverlong
        ? await readWithin(readTimeoutMs, request.signal, (signal) =>
            source.readPage(located.cursor, { limit: pageSize, signal, url: new URL(target.url) }),
          )
        : undefined
    if (!located || !page) return refusal({ status: 404, details: 'This feed has no such page.', reason: 'cursor' })

    const hasNext = page.items.length > 0 && page.nextCursor !== undefined
    const next = hasNext ? cursors.write(target.url, page.nextCursor).href : undefined
    const body = renderPage(page, { context, next, maxBytes: maxPageBytes })
    const { response, status } = await pageResponse(request, body, authenticated)
    onEvent({
      type: 'page-served',
      status,
      caller: authenticated.caller,
      cursor: located.cursor,
      items: page.items.length,
      bytes: body.byteLength,
      ms: now() - startedAt,
    })
    return response
  }

  async function pageResponse(
    request: Request,
    body: Uint8Array<ArrayBuffer>,
    { answerHeaders = () => ({}) }: Extract<AuthenticationResult, { ok: true }>,
  ): Promise<{ response: Response; status: 200 | 304 }> {
    const zipped = body.byteLength >= minGzipBytes && acceptsGzip(request.headers.get('accept-encoding'))
    const etag = entityTag(body, zipped ? 'gzip' : undefined)
    const headers = { etag, 'cache-control': 'private, no-cache', vary: 'Accept-Encoding' }
    const nothing = new Uint8Array()
    if (matchesTag(request.headers.get('if-none-match'), etag)) {
      const signed = answerHeaders({ contentType: '', body: nothing })
      return { status: 304, response: new Response(null, { status: 304, headers: { ...headers, ...signed } }) }
    }
    const isHead = request.method === 'HEAD'
    const sent = zipped ? await gzip(body) : body
    return {
      status: 200,
      response: new Response(isHead ? null : sent, {
        headers: {
          ...headers,
          'content-type': pageContentType,
          'content-length': String(sent.byteLength),
          ...(zipped ? { 'content-encoding': 'gzip' } : {}),
          ...answerHeaders({ contentType: pageContentType, body: isHead ? nothing : body }),
        },
      }),
    }
  }

  function refusal({ reason, ...rest }: Refusal & { readonly reason: string }): Response {
    onEvent({ type: 'request-refused', status: rest.status, reason })
    return refuse(rest)
  }

  function failure(request: Request, error: unknown): Response {
    if (request.signal.aborted) return refusal({ status: 499, details: 'The caller left.', reason: 'caller-left' })
    const status = error instanceof ReadTimeoutError ? 503 : 500
    onEvent({ type: 'read-failed', status, error })
    return refuse({ status, details: 'The feed cannot be read at the moment.', headers: { 'retry-after': '5' } })
  }
}
