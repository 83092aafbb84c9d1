import { answerBody, isKnown, type Rendered } from './answer-body.ts'
import type { AuthenticationResult, FeedConnection } from './authentication.ts'
import { type ContentCoding, chooseCoding } from './content-coding.ts'
import { createRenderer, maxCursorLength, type RenderedPage } from './create-renderer.ts'
import { ReadTimeoutError } from './errors.ts'
import { type FeedHandlerOptions, resolveOptions } from './feed-handler-options.ts'
import type { ReadPageOptions, SourcePage } from './feed-source.ts'
import { createTailHolder } from './hold-tail.ts'
import { preferredWait } from './prefer-wait.ts'
import { type PlacedPage, readPlace } from './read-place.ts'
import { type Asked, createTargetReader } from './read-target.ts'
import { readWithin } from './read-within.ts'
import { type Refusal, refuse } from './refuse.ts'
import { remember } from './remember.ts'
import { chooseRepresentation } from './representation.ts'

/** Answers every request and never rejects. What a request does not say itself comes with the connection. */
export type FeedHandler = (request: Request, connection?: FeedConnection) => Promise<Response>

/** A closed page stays the same for ever; a year is what caches take for that. RFC 8246. */
const immutable = 'private, max-age=31536000, immutable'

/** Callers send few different headers, each many times. */
const headersKept = { max: 64, maxLength: 256 }

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
  const { source, authentication, cursors, pageSize, maxWaitSeconds, minCompressBytes, readTimeoutMs, now, onEvent } =
    resolved
  const holdAtTail = createTailHolder({ ...resolved, subscribe: source.subscribe?.bind(source) })
  const renderer = createRenderer(resolved)
  const readTarget = createTargetReader(cursors)
  const representationFor = remember(chooseRepresentation, headersKept)
  const codingOf = remember(chooseCoding, headersKept)

  return (request, connection = {}) => respond(request, connection).catch((error: unknown) => failure(request, error))

  async function respond(request: Request, connection: FeedConnection): Promise<Response> {
    const startedAt = now()
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refusal({ status: 405, details: 'Method Not Allowed', reason: 'method', headers: { allow: 'GET, HEAD' } })
    }
    const target = readTarget(request)
    if (!target) return refusal({ status: 400, details: 'The Host header is not a host.', reason: 'host' })
    const caller = await authentication(request, target.publicUrl(), connection)
    if (!caller.ok) {
      const { challenge, ...rest } = caller
      return refusal({ ...rest, headers: challenge === undefined ? {} : { 'www-authenticate': challenge } })
    }
    const location = target.location()
    if (!location || (location.cursor?.length ?? 0) > maxCursorLength) return noSuchPage()
    const representation = location.format ?? representationFor(request.headers.get('accept') ?? '*/*')
    const asked = target.ask(location, representation)
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
    const total = await read(request, async (signal) => source.totalItems?.(readOptions(asked.href, signal)))
    const body = renderer.feed(total, asked)
    return { ...(await send(request, caller, body, {})), items: 0, bytes: body.byteLength, held: false }
  }

  async function answerPage(request: Request, caller: Admitted, asked: Asked) {
    const { location, representation, href } = asked
    const found = await read(request, (signal) =>
      readPlace(source, location, representation, readOptions(href, signal)),
    )
    if (!found) return undefined
    const wait = waitFor(request, asked)
    const { placed, waited, held } =
      wait === 0
        ? { placed: found, waited: undefined, held: false }
        : await holdWhileNothingNew(request, asked, found, wait)
    if (!placed) return undefined
    const { rendered, isClosed } = renderer.page(placed, asked)
    const sent = await send(request, caller, rendered, {
      // a URL without a cursor leads to the feed as it is now, also after the source was emptied or replaced
      ...(isClosed && location.cursor !== undefined && { 'cache-control': immutable }),
      ...(waited !== undefined && { 'preference-applied': `wait=${waited}` }),
    })
    return { ...sent, items: placed.page.items.length, bytes: rendered.byteLength, held }
  }

  /** How many seconds a request is held, if nothing is new. */
  function waitFor(request: Request, { location }: Asked): number {
    // `last` is another page whenever something comes
    if (request.method !== 'GET' || location.view === 'last') return 0
    return Math.min(preferredWait(request.headers.get('prefer')) ?? 0, maxWaitSeconds)
  }

  /** Waits at the end of the feed for as long as the caller prefers to, and we let it. */
  async function holdWhileNothingNew(
    request: Request,
    asked: Asked,
    found: PlacedPage,
    waited: number,
  ): Promise<{ placed: PlacedPage | undefined; waited: number | undefined; held: boolean }> {
    const { location, href } = asked
    const isNews = (page: SourcePage) => !isNothingNew(request, renderer.page({ ...found, page }, asked), page)
    if (isNews(found.page)) return { placed: found, waited, held: false }
    const result = await holdAtTail({
      key: href,
      read: (signal) => source.readPage(location.cursor, readOptions(href, signal)),
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
    return isKnown(request, rendered, codingFor(request, rendered))
  }

  /** The coding that a body will be sent in. */
  function codingFor(request: Request, { byteLength }: Rendered): ContentCoding | undefined {
    const accepted = byteLength < minCompressBytes ? null : request.headers.get('accept-encoding')
    return accepted === null ? undefined : codingOf(accepted)
  }

  function send(
    request: Request,
    { answerHeaders }: Admitted,
    body: Rendered,
    headers: Readonly<Record<string, string>>,
  ) {
    return answerBody(request, body, {
      coding: codingFor(request, body),
      headers: { 'cache-control': 'private, no-cache', ...headers },
      answerHeaders,
    })
  }

  function read<T>(request: Request, how: (signal: () => AbortSignal) => Promise<T>): Promise<T> {
    return readWithin({ timeoutMs: readTimeoutMs, caller: () => request.signal }, how)
  }

  function readOptions(href: string, signal: () => AbortSignal): ReadPageOptions {
    // made when looked at: sources in memory never do
    return {
      limit: pageSize,
      get signal() {
        return signal()
      },
      get url() {
        return new URL(href)
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
