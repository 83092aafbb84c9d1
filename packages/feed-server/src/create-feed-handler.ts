import { answerBody, codingFor, isKnown, type Rendered } from './answer-body.ts'
import type { AuthenticationResult, FeedConnection } from './authentication.ts'
import { type Asked, createRenderer, maxCursorLength, type RenderedPage } from './create-renderer.ts'
import { ReadTimeoutError } from './errors.ts'
import { type FeedHandlerOptions, resolveOptions } from './feed-handler-options.ts'
import { feedUrls, readLocation } from './feed-location.ts'
import type { ReadPageOptions, SourcePage } from './feed-source.ts'
import { createTailHolder } from './hold-tail.ts'
import { preferredWait } from './prefer-wait.ts'
import { publicUrl } from './public-url.ts'
import { type PlacedPage, readPlace } from './read-place.ts'
import { readWithin } from './read-within.ts'
import { type Refusal, refuse } from './refuse.ts'
import { chooseRepresentation } from './representation.ts'

/** Answers every request and never rejects. What a request does not say itself comes with the connection. */
export type FeedHandler = (request: Request, connection?: FeedConnection) => Promise<Response>

/** A closed page stays the same for ever; a year is what caches take for that. RFC 8246. */
const immutable = 'private, max-age=31536000, immutable'

type Admitted = Extract<AuthenticationResult, { ok: true }>

/**
 * Makes a web-standard request handler that serves a feed, as PROTOCOL.md says. It answers every request and never
 * rejects, so it can be mounted in any server that speaks `Request` and `Response`.
 *
 * @throws {FeedOptionError} If a number among the options makes no sense.
 * @example
 * const feed = createFeedHandler({ source: memoryLog(), authentication: openToEveryone() })
 * app.get('/feed', (c) => feed(c.req.raw)) // Hono
 */
export function createFeedHandler(options: FeedHandlerOptions): FeedHandler {
  const resolved = resolveOptions(options)
  const { source, authentication, cursors, pageSize, maxWaitSeconds, readTimeoutMs, now, onEvent } = resolved
  const holdAtTail = createTailHolder({ ...resolved, subscribe: source.subscribe?.bind(source) })
  const renderer = createRenderer(resolved)

  return (request, connection = {}) => respond(request, connection).catch((error: unknown) => failure(request, error))

  async function respond(request: Request, connection: FeedConnection): Promise<Response> {
    const startedAt = now()
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refusal({ status: 405, details: 'Method Not Allowed', reason: 'method', headers: { allow: 'GET, HEAD' } })
    }
    const target = publicUrl(request)
    if (!target) return refusal({ status: 400, details: 'The Host header is not a host.', reason: 'host' })
    const caller = await authentication(request, target, connection)
    if (!caller.ok) {
      const { challenge, ...rest } = caller
      return refusal({ ...rest, headers: challenge === undefined ? {} : { 'www-authenticate': challenge } })
    }
    const { url } = target
    const location = readLocation(url, cursors)
    if (!location || (location.cursor?.length ?? 0) > maxCursorLength) return noSuchPage()
    const representation = location.format ?? chooseRepresentation(request.headers.get('accept'))
    const asked: Asked = { location, representation, url, urls: feedUrls(url, cursors) }
    const isWhole = representation === 'as2' && location.view === 'page' && location.cursor === undefined
    const answer = await (isWhole ? answerFeed(request, caller, asked) : answerPage(request, caller, asked))
    if (!answer) return noSuchPage()
    const { response, ...served } = answer
    const { cursor } = location
    onEvent({
      type: 'page-served',
      caller: caller.caller,
      cursor,
      representation,
      ...served,
      ms: now() - startedAt,
    })
    return response
  }

  /** The feed as a whole. */
  async function answerFeed(request: Request, caller: Admitted, asked: Asked) {
    const total = await read(request, async (signal) => source.totalItems?.(readOptions(asked.url, signal)))
    const body = renderer.feed(total, asked)
    return { ...(await send(request, caller, body, {})), items: 0, bytes: body.body.byteLength, held: false }
  }

  async function answerPage(request: Request, caller: Admitted, asked: Asked) {
    const { location, representation, url } = asked
    const found = await read(request, (signal) => readPlace(source, location, representation, readOptions(url, signal)))
    if (!found) return undefined
    const { placed, waited, held } = await holdWhileNothingNew(request, asked, found)
    if (!placed) return undefined
    const { rendered, isClosed } = renderer.page(placed, asked)
    const sent = await send(request, caller, rendered, {
      // a URL without a cursor leads to the feed as it is now, also after the source was emptied or replaced
      ...(isClosed && location.cursor !== undefined && { 'cache-control': immutable }),
      ...(waited !== undefined && { 'preference-applied': `wait=${waited}` }),
    })
    return { ...sent, items: placed.page.items.length, bytes: rendered.body.byteLength, held }
  }

  /** Waits at the end of the feed for as long as the caller prefers to, and we let it. */
  async function holdWhileNothingNew(
    request: Request,
    asked: Asked,
    found: PlacedPage,
  ): Promise<{ placed: PlacedPage | undefined; waited: number | undefined; held: boolean }> {
    const { location, url } = asked
    const waited = Math.min(preferredWait(request.headers.get('prefer')) ?? 0, maxWaitSeconds)
    // `last` is another page whenever something comes
    if (waited === 0 || request.method !== 'GET' || location.view === 'last') {
      return { placed: found, waited: undefined, held: false }
    }
    const isNews = (page: SourcePage) => !isNothingNew(request, renderer.page({ ...found, page }, asked), page)
    if (isNews(found.page)) return { placed: found, waited, held: false }
    const result = await holdAtTail({
      key: url.href,
      read: (signal) => source.readPage(location.cursor, readOptions(url, signal)),
      isNews,
      waitMs: waited * 1000,
      signal: request.signal,
    })
    if (result === 'not-held') return { placed: found, waited: undefined, held: false }
    if (result === 'nothing-new') return { placed: found, waited, held: true }
    return { placed: result.page && { ...found, page: result.page }, waited, held: true }
  }

  /** At the end of the feed, and the caller has what is there; or did not say what it has, and nothing is there. */
  function isNothingNew(request: Request, { hasNext, rendered }: RenderedPage, { items }: SourcePage): boolean {
    if (hasNext) return false
    if (!request.headers.has('if-none-match')) return items.length === 0
    return isKnown(request, rendered, codingFor(request, rendered, resolved.minCompressBytes))
  }

  function send(
    request: Request,
    { answerHeaders }: Admitted,
    body: Rendered,
    headers: Readonly<Record<string, string>>,
  ) {
    return answerBody(request, body, {
      coding: codingFor(request, body, resolved.minCompressBytes),
      headers: { 'cache-control': 'private, no-cache', ...headers },
      answerHeaders,
    })
  }

  function read<T>(request: Request, how: (signal: () => AbortSignal) => Promise<T>): Promise<T> {
    return readWithin({ timeoutMs: readTimeoutMs, caller: () => request.signal }, how)
  }

  function readOptions(url: URL, signal: () => AbortSignal): ReadPageOptions {
    // made when looked at: sources in memory never do
    return {
      limit: pageSize,
      get signal() {
        return signal()
      },
      get url() {
        return new URL(url)
      },
    }
  }

  function noSuchPage(): Response {
    return refusal({ status: 404, details: 'This feed has no such page.', reason: 'cursor' })
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
