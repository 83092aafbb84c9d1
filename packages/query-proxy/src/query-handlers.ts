import { answerAs2Page } from './answer-as2-page.ts'
import { answerFeed } from './answer-feed.ts'
import type { AskedByCaller } from './asked.ts'
import { countAnswer } from './count-search.ts'
import { cursorIn } from './cursor-path.ts'
import type { CursorStore } from './cursor-store.ts'
import { DeepReadError } from './errors.ts'
import type { QueryProxyEvent } from './events.ts'
import { parseExactly } from './exact-json.ts'
import type { ForwardedAnswer, SearchForwarder, SearchPits } from './forward-search.ts'
import type { QueryProxyGuards } from './guards.ts'
import { keyGate } from './key-gate.ts'
import { type QueryProxyLimits, searchLimitsOf } from './limits.ts'
import { passOn } from './pass-on.ts'
import { pathOf } from './raw-request.ts'
import { readDeep } from './read-deep.ts'
import type { Answer } from './respond.ts'
import type { SearchWriter } from './search-writer.ts'
import { ndjsonType, streamLines } from './stream-search.ts'
import { wholeBody } from './whole-body.ts'
import { type SearchTask, type SearchUse, writeSearch } from './write-search.ts'

export type Handler = (asked: AskedByCaller) => Promise<Answer>

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
  const withFuzzyText = { ...searchLimitsOf(limits), hasFuzzyText: true }
  const withoutFuzzyText = { ...withFuzzyText, hasFuzzyText: false }
  const requests = keyGate(guards.maxRequestsPerKey, 'requests')
  const streams = keyGate(guards.maxStreamsPerKey, 'deep readings')
  const waits = keyGate(guards.maxWaitsPerKey, 'requests waiting')

  return {
    root: (asked) => forward(asked, () => forwarder.root({ signal: asked.signal })),
    search: (alias) => (asked) => forward(asked, () => ask(asked, alias, { type: 'search' })),
    count: (alias) => (asked) =>
      forward(asked, async () => {
        const answer = await ask(asked, alias, { type: 'count' })
        if (answer.status !== 200) return answer
        const text = countAnswer(await wholeBody(answer, 1_048_576))
        return { ...answer, body: new TextEncoder().encode(text) }
      }),
    stream: (alias, pits) => (asked) =>
      forward(asked, async () => {
        const leave = streams.enter(asked.caller.id)
        try {
          const text = await writer.write(asked.body, taskOf(asked, alias, { type: 'stream' }))
          const search = parseExactly(text) as Record<string, unknown>
          const pages = readDeep({ pits, alias, search, signal: asked.signal, onEnd: leave })
          return { status: 200, headers: { 'content-type': ndjsonType }, body: await streamLines(pages) }
        } catch (error) {
          leave()
          throw error
        }
      }),
    as2Pages: (alias, options) => (asked) =>
      within(asked, (leave) =>
        answerAs2Page(options, {
          request: asked.request,
          body: asked.body,
          keyId: asked.caller.id,
          cursor: cursorIn(pathOf(asked.request.target)),
          search: (body, after) => ask(asked, alias, { type: 'page', after }, body),
        }).finally(leave),
      ),
    feed: (alias, options) => (asked) =>
      within(asked, (leave) => {
        const { id: keyId } = asked.caller
        const text = writeSearch(nothing, taskOf(asked, alias, { type: 'search' }))
        const { query = { match_all: {} } } = JSON.parse(text) as { query?: object }
        const enterWait = (): (() => void) | undefined => waits.tryEnter(keyId)
        const { request, signal } = asked
        return answerFeed(
          { forwarder, alias, now, ...feedPages, ...options },
          { request, keyId, permission: query, signal, enterWait },
        ).finally(leave)
      }),
  }

  function taskOf(asked: AskedByCaller, alias: string, use: SearchUse): SearchTask {
    return { use, alias, key: asked.caller, limits: hasFuzzyText() ? withFuzzyText : withoutFuzzyText }
  }

  async function ask(asked: AskedByCaller, alias: string, use: SearchUse, sent = asked.body): Promise<ForwardedAnswer> {
    const written = writer.write(sent, taskOf(asked, alias, use))
    // most are written at once
    const body = typeof written === 'string' ? written : await written
    const askedAt = now()
    const answer = await forwarder.search({ alias, body, signal: asked.signal })
    const { status } = answer
    onEvent({ type: 'search-answered', requestId: asked.requestId, alias, status, ms: now() - askedAt })
    return answer
  }

  /** Answers with what OpenSearch answers; a long answer counts as under way up to its last byte. */
  function forward(asked: AskedByCaller, work: () => Promise<ForwardedAnswer>): Promise<Answer> {
    return within(asked, async (leave) => {
      const answer = await work()
      if (answer.body instanceof Uint8Array) {
        leave()
        return await passOn(answer, asked.request.method)
      }
      const passed = await passOn(answer, asked.request.method)
      const onBroken = (error: unknown): void =>
        onEvent({ type: 'answer-broken-off', requestId: asked.requestId, error })
      if (passed.body === null) leave()
      return { ...passed, watch: { onBroken, onEnd: leave } }
    })
  }

  async function within(asked: AskedByCaller, work: (leave: () => void) => Promise<Answer>): Promise<Answer> {
    const leave = requests.enter(asked.caller.id)
    try {
      return await work(leave)
    } catch (error) {
      leave()
      if (error instanceof DeepReadError) return await passOn(error.answer, asked.request.method)
      throw error
    }
  }
}
