import type { Authentication } from './authentication.ts'
import { InvalidOptionError } from './errors.ts'
import { type FeedOptions, type FeedPage, followFeed } from './follow-feed.ts'
import { processAnswer, processCount } from './process-answer.ts'
import type { Query } from './query.ts'
import { type HitsBody, type HitsOptions, readHits } from './read-hits.ts'
import { sleepFor } from './retry.ts'
import type { Schema } from './schema.ts'
import type { SearchBody } from './search-body.ts'
import { type Channel, type Fetch, sendRequest } from './send-request.ts'
import { type StreamBody, streamHits } from './stream-hits.ts'
import type { TypedClient } from './typed-client.ts'
import {
  type Alias,
  type AliasEndpoint,
  aliasPath,
  feedPath,
  type SearchHit,
  type SearchResponse,
  type Sources,
  type TotalHits,
} from './wire.ts'

export interface QueryClientOptions {
  /** Where the service is, e.g. `https://stream.example`; a path in it goes before `/v3/…`. */
  readonly url: URL | string
  readonly authentication: Authentication
  /** Sent with every search, e.g. the `X-Forwarded-…` headers of a service without a proxy before it. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Default: the global `fetch`. */
  readonly fetch?: Fetch | undefined
  /** For one request, up to the last byte of its answer. Default: 30,000. */
  readonly timeoutMs?: number | undefined
  /** Longest answer, in bytes. Default: 100 MiB. */
  readonly maxAnswerBytes?: number | undefined
  /** Most times that a request is sent again after a failure that may pass. Default: 2. */
  readonly retries?: number | undefined
  /** Longest wait before that; a service that asks for a longer one is not asked again. Default: 10,000. */
  readonly maxRetryWaitMs?: number | undefined
  /** Waits; rejects with the signal's reason when it is aborted. Default: by a timer. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined
  /** From 0 up to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined
}

export interface SearchOptions {
  /** Stops the search; its reason is what the call rejects with. */
  readonly signal?: AbortSignal | undefined
}

/** What a search found. */
export interface SearchAnswer<Source> {
  readonly hits: readonly SearchHit<Source>[]
  /** Undefined when the search says `track_total_hits: false`. */
  readonly total: TotalHits | undefined
  /** Null when the search sorts by something else. */
  readonly maxScore: number | null
  /** By the names that the search gave them; `{}` when it asked for none. */
  readonly aggregations: Readonly<Record<string, unknown>>
  /** How long OpenSearch took, in milliseconds. */
  readonly tookMs: number
}

/** The type that the caller names for documents; without one, what the alias holds. */
export type SourceOf<Source, Of extends Alias> = [Source] extends [never] ? Sources[Of] : Source

/** Asks one Activity Stream. Every method rejects with a `QueryClientError`, or with the reason of its `signal`. */
export interface QueryClient {
  /**
   * Searches once.
   *
   * @example const { hits } = await client.search('activities', { query: { term: { type: 'Create' } }, size: 10 })
   */
  search<Source = never, Of extends Alias = Alias>(
    alias: Of,
    body: SearchBody,
    options?: SearchOptions,
  ): Promise<SearchAnswer<SourceOf<Source, Of>>>

  /**
   * Every hit of a search, however many, page after page.
   *
   * @example for await (const { _source } of client.hits('activities', {})) console.log(_source.id)
   */
  hits<Source = never, Of extends Alias = Alias>(
    alias: Of,
    body: HitsBody,
    options?: HitsOptions,
  ): AsyncGenerator<SearchHit<SourceOf<Source, Of>>, void, undefined>

  /** How many documents there are, or match a query. */
  count(alias: Alias, query?: Query, options?: SearchOptions): Promise<number>

  /**
   * Every hit of a search, however many, in one answer: the index as it was when it began, read as fast as the loop.
   *
   * @example for await (const { _source } of client.stream('activities', {})) console.log(_source.id)
   */
  stream<Source = never, Of extends Alias = Alias>(
    alias: Of,
    body: StreamBody,
    options?: SearchOptions,
  ): AsyncGenerator<SearchHit<SourceOf<Source, Of>>, void, undefined>

  /**
   * All activities that the key may see, oldest first, and then what comes, as it comes.
   *
   * @example for await (const { items, position } of client.feed({ from, signal })) await save(items, position)
   */
  feed<Source = Sources['activities']>(options?: FeedOptions): AsyncGenerator<FeedPage<Source>, void, undefined>

  /** This client, typed by what you know of the documents; nothing changes at run time. */
  withSchema<S extends Schema>(): TypedClient<S>

  /**
   * Sends a body that has no types here, and gives OpenSearch's answer as it is.
   *
   * @param body An object, or JSON text, which is sent as it is
   */
  raw<Source = never, Of extends Alias = Alias>(
    alias: Of,
    body: object | string,
    options?: SearchOptions,
  ): Promise<SearchResponse<SourceOf<Source, Of>>>
}

/**
 * Makes a client of one Activity Stream. It keeps no connection and no state: nothing to close.
 *
 * @throws {InvalidOptionError} If an option cannot work.
 * @example
 * const client = createQueryClient({ url: 'https://stream.example', authentication: { type: 'hawk', id, key } })
 */
export function createQueryClient(options: QueryClientOptions): QueryClient {
  const base = baseUrl(options.url)
  const channel: Channel = {
    authentication: options.authentication,
    headers: checkedHeaders(options.headers ?? {}),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 30_000, 1, 2 ** 31 - 1),
    maxAnswerBytes: wholeNumber('maxAnswerBytes', options.maxAnswerBytes ?? 104_857_600, 1),
    retry: {
      retries: wholeNumber('retries', options.retries ?? 2, 0, 100),
      maxRetryWaitMs: wholeNumber('maxRetryWaitMs', options.maxRetryWaitMs ?? 10_000, 0, 2 ** 31 - 1),
      sleep: options.sleep ?? sleepFor,
      random: options.random ?? Math.random,
    },
    now: options.now ?? Date.now,
  }

  function urlOf(alias: Alias, endpoint: AliasEndpoint): URL {
    const path = aliasPath(alias, endpoint)
    if (path === undefined) throw new InvalidOptionError(`Cannot search "${alias}": only "activities" and "objects"`)
    return new URL(base + path)
  }

  async function send<Source>(alias: Alias, body: object | string, signal?: AbortSignal) {
    const url = urlOf(alias, '_search')
    const json = typeof body === 'string' ? body : JSON.stringify(body)
    return processAnswer<Source>(url.pathname, await sendRequest(channel, { url, json, signal }))
  }

  const client: QueryClient = {
    async search<Source = never, Of extends Alias = Alias>(
      alias: Of,
      body: SearchBody,
      { signal }: SearchOptions = {},
    ) {
      const { hits, aggregations = {}, took } = await send<SourceOf<Source, Of>>(alias, body, signal)
      return { hits: hits.hits, total: hits.total, maxScore: hits.max_score ?? null, aggregations, tookMs: took }
    },
    async count(alias, query, { signal } = {}) {
      const url = urlOf(alias, '_count')
      const json = JSON.stringify(query === undefined ? {} : { query })
      return processCount(url.pathname, await sendRequest(channel, { url, json, signal }))
    },
    hits<Source = never, Of extends Alias = Alias>(alias: Of, body: HitsBody, hitsOptions: HitsOptions = {}) {
      const { pageSize = 500, limit, maxPages = 10_000, signal } = hitsOptions
      const limits = {
        pageSize: wholeNumber('pageSize', pageSize, 1, 10_000),
        limit: limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('limit', limit, 0),
        maxPages: wholeNumber('maxPages', maxPages, 1),
      }
      return readHits(alias, body, limits, (page) => send<SourceOf<Source, Of>>(alias, page, signal))
    },
    stream<Source = never, Of extends Alias = Alias>(alias: Of, body: StreamBody, { signal }: SearchOptions = {}) {
      return streamHits<SourceOf<Source, Of>>(channel, urlOf(alias, '_stream'), body, signal)
    },
    feed<Source>(feedOptions: FeedOptions = {}) {
      const { waitSeconds = 25, pollMs = 5_000 } = feedOptions
      wholeNumber('waitSeconds', waitSeconds, 1, 3_600)
      wholeNumber('pollMs', pollMs, 1, 2 ** 31 - 1)
      return followFeed<Source>(channel, new URL(base + feedPath), feedOptions)
    },
    // the types are the caller's word; what is sent and read is the same
    withSchema: <S extends Schema>() => client as unknown as TypedClient<S>,
    raw<Source = never, Of extends Alias = Alias>(alias: Of, body: object | string, { signal }: SearchOptions = {}) {
      return send<SourceOf<Source, Of>>(alias, body, signal)
    },
  }
  return client
}

function baseUrl(given: URL | string): string {
  // no cause, and nothing quoted: a URL may hold a password
  if (!URL.canParse(String(given))) throw new InvalidOptionError('Cannot use url: it is not an absolute URL')
  const url = new URL(given)
  if (!['http:', 'https:'].includes(url.protocol)) {
    throw new InvalidOptionError(`Cannot use url: its protocol is "${url.protocol}"; give http: or https:`)
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new InvalidOptionError('Cannot use url: leave user, password, query and fragment out')
  }
  return url.href.replace(/[/?#]+$/, '')
}

const ownHeaders = ['authorization', 'content-length', 'content-type', 'host', 'transfer-encoding']

function checkedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    if (ownHeaders.includes(name.toLowerCase())) {
      throw new InvalidOptionError(`Cannot use header "${name}": the client sets it itself`)
    }
    // fetch would quote the value
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e]/.test(value)) {
      throw new InvalidOptionError(`Cannot use header "${name}": give an HTTP token and printable ASCII`)
    }
  }
  return headers
}

function wholeNumber(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new InvalidOptionError(`Cannot use ${name}: it is ${value}; give a whole number from ${least} to ${most}`)
}
