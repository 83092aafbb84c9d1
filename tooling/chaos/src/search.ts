import { parseFeedOf } from './index-feed.ts'

/** A document as readers get it. */
export interface Hit {
  /** The feed whose index it is in. */
  readonly feed: string
  readonly index: string
  readonly id: string
  /** Parsed `_source`; absent where only ids were asked for. */
  readonly source?: Readonly<Record<string, unknown>>
  /** `published`, in milliseconds since 1970. */
  readonly published: number
}

/** OpenSearch said something else than a whole answer. */
export class SearchFailedError extends Error {
  override readonly name = 'SearchFailedError'
  /** 0 where there was no answer. */
  readonly status: number
  constructor(status: number, reason: string) {
    super(`Cannot search: ${reason}`)
    this.status = status
  }
}

interface Answer {
  timed_out: boolean
  _shards: { failed: number }
  hits?: { hits?: { _index: string; _source?: Record<string, unknown>; fields?: Record<string, string[]>; sort: [] }[] }
}

/** Most documents that OpenSearch gives at once. */
const WINDOW = 10_000
const ANSWER_TIMEOUT_MS = 10_000

/**
 * Everything an alias shows at one moment, in one search: at most 10,000 documents, which is more than a scenario watches.
 *
 * @throws {SearchFailedError} Also where one shard failed: half an answer is none.
 */
export async function searchOnce(url: string, alias: string): Promise<Hit[]> {
  return (await searchPage(url, alias, { _source: false })).map(({ hit }) => hit)
}

/** Every document of an alias with its source, search after search. */
export async function readAll(url: string, alias: string): Promise<Hit[]> {
  const hits: Hit[] = []
  for (let after: unknown; ; ) {
    const page = await searchPage(url, alias, {
      sort: [{ id: 'asc' }, '_doc'],
      ...(after ? { search_after: after } : {}),
    })
    hits.push(...page.map(({ hit }) => hit))
    if (page.length < WINDOW) return hits
    after = page.at(-1)?.sort
  }
}

async function searchPage(
  url: string,
  alias: string,
  more: Readonly<Record<string, unknown>>,
): Promise<{ hit: Hit; sort: unknown }[]> {
  const query = {
    size: WINDOW,
    track_total_hits: false,
    docvalue_fields: ['id', { field: 'published', format: 'epoch_millis' }],
    ...more,
  }
  // not filter_path: it writes the numbers of a _source anew
  const path = `/${alias}/_search?allow_partial_search_results=false`
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new SearchFailedError(0, String((error as Error).cause ?? error))
  })
  const text = await response.text().catch((error: unknown) => {
    throw new SearchFailedError(0, String(error))
  })
  if (response.status !== 200) throw new SearchFailedError(response.status, `${response.status} ${text.slice(0, 300)}`)
  const answer = JSON.parse(text) as Answer
  if (answer.timed_out || answer._shards.failed > 0) throw new SearchFailedError(200, text.slice(0, 300))
  return (answer.hits?.hits ?? []).map(({ _index, _source, fields, sort }) => ({
    hit: {
      feed: parseFeedOf(_index),
      index: _index,
      id: String(fields?.id?.[0] ?? _source?.id),
      published: Number(fields?.published?.[0]),
      ...(_source ? { source: _source } : {}),
    },
    sort,
  }))
}
