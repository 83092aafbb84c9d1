import type { Context } from 'hono'
import { answerAs2Page } from './answer-as2-page.ts'
import { answerFeed } from './answer-feed.ts'
import type { Caller } from './authenticator.ts'
import { countAnswer } from './count-search.ts'
import type { CursorStore } from './cursor-store.ts'
import { DeepReadError } from './errors.ts'
import type { QueryProxyEvent } from './events.ts'
import { parseExactly } from './exact-json.ts'
import type { ForwardedAnswer, SearchForwarder, SearchPits } from './forward-search.ts'
import { guardStream } from './guard-stream.ts'
import type { QueryProxyGuards } from './guards.ts'
import { keyGate } from './key-gate.ts'
import { type QueryProxyLimits, searchLimitsOf } from './limits.ts'
import { passOn } from './pass-on.ts'
import type { QueryProxyBindings, RawRequest } from './raw-request.ts'
import { readDeep } from './read-deep.ts'
import type { SearchWriter } from './search-writer.ts'
import { ndjsonType, streamLines } from './stream-search.ts'
import { wholeBody } from './whole-body.ts'
import { type SearchTask, type SearchUse, writeSearch } from './write-search.ts'

/** What a handler finds in Hono's context. */
export interface Environment {
  Bindings: QueryProxyBindings
  Variables: { requestId: string; request: RawRequest; caller: Caller; body: Uint8Array }
}

export type Handler = (c: Context<Environment>) => Promise<Response>

export interface QueryHandlerOptions {
  readonly forwarder: SearchForwarder
  readonly limits: QueryProxyLimits
  readonly hasFuzzyText: () => boolean
  readonly guards: QueryProxyGuards
  readonly writer: SearchWriter
  readonly now: () => number
  readonly onEvent: (event: QueryProxyEvent) => void
}

/** What answers authenticated requests, each within its key's permission and its key's share of what is under way. */
export interface QueryHandlers {
  search(alias: string): Handler
  count(alias: string): Handler
  stream(alias: string, pits: SearchPits): Handler
  as2Pages(alias: string, options: { cursors: CursorStore; cursorTtlSeconds: number }): Handler
  feed(alias: string, options: { cursors: CursorStore; ttlSeconds: number }): Handler
  root: Handler
}

const nothing = new Uint8Array()
const feedPages = { pageSize: 100, maxWaitSeconds: 30, pollMs: 1_000 } as const

export function queryHandlers({
  forwarder,
  limits,
  hasFuzzyText,
  guards,
  writer,
  now,
  onEvent,
}: QueryHandlerOptions): QueryHandlers {
  const requests = keyGate(guards.maxRequestsPerKey, 'requests')
  const streams = keyGate(guards.maxStreamsPerKey, 'deep readings')
  const waits = keyGate(guards.maxWaitsPerKey, 'requests waiting')

  return {
    root: (c) => forward(c, () => forwarder.root({ signal: c.req.raw.signal })),
    search: (alias) => (c) => forward(c, () => ask(c, alias, { type: 'search' })),
    count: (alias) => (c) =>
      forward(c, async () => {
        const answer = await ask(c, alias, { type: 'count' })
        if (answer.status !== 200) return answer
        const text = countAnswer(await wholeBody(answer, 1_048_576))
        return { ...answer, body: new TextEncoder().encode(text) }
      }),
    stream: (alias, pits) => (c) =>
      forward(c, async () => {
        const leave = streams.enter(c.get('caller').id)
        try {
          const text = await writer.write(c.get('body'), taskOf(c, alias, { type: 'stream' }))
          const search = parseExactly(text) as Record<string, unknown>
          const pages = readDeep({ pits, alias, search, signal: c.req.raw.signal, onEnd: leave })
          return { status: 200, headers: { 'content-type': ndjsonType }, body: await streamLines(pages) }
        } catch (error) {
          leave()
          throw error
        }
      }),
    as2Pages: (alias, options) => (c) =>
      within(c, (leave) =>
        answerAs2Page(options, {
          request: c.get('request'),
          body: c.get('body'),
          keyId: c.get('caller').id,
          cursor: c.req.param('cursor'),
          search: (body, after) => ask(c, alias, { type: 'page', after }, body),
        }).finally(leave),
      ),
    feed: (alias, options) => (c) =>
      within(c, (leave) => {
        const { id: keyId } = c.get('caller')
        const text = writeSearch(nothing, taskOf(c, alias, { type: 'search' }))
        const { query = { match_all: {} } } = JSON.parse(text) as { query?: object }
        const enterWait = (): (() => void) | undefined => waits.tryEnter(keyId)
        const { signal } = c.req.raw
        const asked = { request: c.get('request'), keyId, permission: query, signal, enterWait }
        return answerFeed({ forwarder, alias, now, ...feedPages, ...options }, asked).finally(leave)
      }),
  }

  function taskOf(c: Context<Environment>, alias: string, use: SearchUse): SearchTask {
    return { use, alias, key: c.get('caller'), limits: { ...searchLimitsOf(limits), hasFuzzyText: hasFuzzyText() } }
  }

  async function ask(
    c: Context<Environment>,
    alias: string,
    use: SearchUse,
    asked = c.get('body'),
  ): Promise<ForwardedAnswer> {
    const written = writer.write(asked, taskOf(c, alias, use))
    // most are written at once
    const body = typeof written === 'string' ? written : await written
    const askedAt = now()
    const answer = await forwarder.search({ alias, body, signal: c.req.raw.signal })
    const { status } = answer
    onEvent({ type: 'search-answered', requestId: c.get('requestId'), alias, status, ms: now() - askedAt })
    return answer
  }

  /** Answers with what OpenSearch answers; a long answer counts as under way up to its last byte. */
  function forward(c: Context<Environment>, work: () => Promise<ForwardedAnswer>): Promise<Response> {
    return within(c, async (leave) => {
      const answer = await work()
      if (answer.body instanceof Uint8Array) {
        leave()
        return await passOn(answer, c.req.raw.method)
      }
      const body = guardStream(answer.body, {
        outgoing: c.env?.outgoing,
        onBroken: (error) => onEvent({ type: 'answer-broken-off', requestId: c.get('requestId'), error }),
        onEnd: leave,
      })
      return await passOn({ ...answer, body }, c.req.raw.method)
    })
  }

  async function within(c: Context<Environment>, work: (leave: () => void) => Promise<Response>): Promise<Response> {
    const leave = requests.enter(c.get('caller').id)
    try {
      return await work(leave)
    } catch (error) {
      leave()
      if (error instanceof DeepReadError) return await passOn(error.answer, c.req.raw.method)
      throw error
    }
  }
}
