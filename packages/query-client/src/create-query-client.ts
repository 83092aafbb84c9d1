import type { Authentication } from './authentication.ts'
import { InvalidOptionError } from './errors.ts'
import { type HitsBody, type HitsOptions, readHits } from './read-hits.ts'
import type { SearchBody } from './search-body.ts'
import { type Fetch, type SearchChannel, sendSearch } from './send-search.ts'
import { type Alias, type SearchHit, type SearchResponse, type Sources, searchPath, type TotalHits } from './wire.ts'

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
  const channel: SearchChannel = {
    authentication: options.authentication,
    headers: checkedHeaders(options.headers ?? {}),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 30_000, 1, 2 ** 31 - 1),
    maxAnswerBytes: wholeNumber('maxAnswerBytes', options.maxAnswerBytes ?? 104_857_600, 1),
    now: options.now ?? Date.now,
  }

  async function send<Source>(alias: Alias, body: object | string, signal?: AbortSignal) {
    const path = searchPath(alias)
    if (path === undefined) throw new InvalidOptionError(`Cannot search "${alias}": only "activities" and "objects"`)
    const json = typeof body === 'string' ? body : JSON.stringify(body)
    return sendSearch<Source>(channel, new URL(base + path), json, signal)
  }

  return {
    async search<Source = never, Of extends Alias = Alias>(
      alias: Of,
      body: SearchBody,
      { signal }: SearchOptions = {},
    ) {
      const { hits, aggregations = {}, took } = await send<SourceOf<Source, Of>>(alias, body, signal)
      return { hits: hits.hits, total: hits.total, maxScore: hits.max_score ?? null, aggregations, tookMs: took }
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
    raw<Source = never, Of extends Alias = Alias>(alias: Of, body: object | string, { signal }: SearchOptions = {}) {
      return send<SourceOf<Source, Of>>(alias, body, signal)
    },
  }
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
