import { describeError } from '@as/service'
import type { OpenSearchConnection } from '../opensearch/connect-opensearch.ts'
import { parseExactly } from '../opensearch/exact-json.ts'
import { feedOfIndex } from '../opensearch/feed-of-index.ts'
import { type SearchAsked, searchBody } from './search-query.ts'

export interface FoundDocument {
  readonly id: string
  readonly feed: string | undefined
  /** OpenSearch's `_version`: where in the order of fetching it came, which tells its page. Too long for a number. */
  readonly version: string | undefined
  /** When the generation that holds it was begun: milliseconds since 1970. */
  readonly generation: number | undefined
  /** The document as its source sent it, as JSON text. */
  readonly text: string
  /** What it is called, what it is, when it was published: where it says so. */
  readonly name: string | undefined
  readonly types: readonly string[]
  readonly published: string | undefined
}

export interface Counted {
  readonly name: string
  readonly count: number
}

export interface SearchFound {
  readonly total: number
  readonly tookMs: number
  readonly documents: readonly FoundDocument[]
  readonly types: readonly Counted[]
  readonly applications: readonly Counted[]
  readonly feeds: readonly Counted[]
  /** Equal spans of time, oldest first; `from` in milliseconds since 1970. */
  readonly dates: readonly { readonly from: number; readonly count: number }[]
}

/** What the console reads of one answer, at most: 32 MiB. */
const MAX_ANSWER_BYTES = 32 * 2 ** 20
const TIMEOUT_MS = 12_000

/** Searches as nobody in particular: without any permission's limits. Gives what is wrong, for people, as a text. */
export async function runSearch(opensearch: OpenSearchConnection, asked: SearchAsked): Promise<SearchFound | string> {
  const { path, body } = searchBody(asked)
  try {
    const { status, answer } = await post(opensearch, path, body)
    if (status === 404) return 'Nothing has been published yet: there is no index to search.'
    if (status !== 200) return `OpenSearch refused the search with status ${status}: ${reasonOf(answer)}`
    return readAnswer(answer as Answer)
  } catch (error) {
    return describeError(error)
  }
}

async function post(opensearch: OpenSearchConnection, path: string, body: object) {
  const response = await opensearch.send({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES)
      throw new Error('These documents are too large to be shown together: narrow the search.')
    chunks.push(chunk)
  }
  return { status: response.statusCode ?? 0, answer: parseExactly(Buffer.concat(chunks).toString()) }
}

interface Buckets {
  readonly buckets: readonly { readonly key: string | number; readonly doc_count: number }[]
}

interface Answer {
  readonly took: number
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly {
      readonly _index: string
      readonly _id: string
      readonly _version?: unknown
      readonly _source: unknown
    }[]
  }
  readonly aggregations?: Readonly<Record<string, Buckets>>
}

function readAnswer({ took, hits, aggregations = {} }: Answer): SearchFound {
  const counted = (name: string): Counted[] =>
    (aggregations[name]?.buckets ?? []).map(({ key, doc_count }) => ({ name: String(key), count: doc_count }))
  const types = summed([...counted('type'), ...counted('object.type')])
  const feeds = summed(counted('index').map(({ name, count }) => ({ name: feedOfIndex(name) ?? name, count })))
  return {
    total: hits.total.value,
    tookMs: took,
    documents: hits.hits.map(({ _index, _id, _version, _source }) => ({
      id: _id,
      feed: feedOfIndex(_index),
      version: _version === undefined ? undefined : JSON.stringify(_version),
      generation: openedAt(_index),
      text: JSON.stringify(_source),
      name: firstText(_source, ['object.name', 'name', 'summary', 'object.id']),
      types: [...new Set([...texts(at(_source, 'type')), ...texts(at(_source, 'object.type'))])].slice(0, 6),
      published: firstText(_source, ['published', 'object.published']),
    })),
    types,
    applications: counted('application'),
    feeds,
    dates: (aggregations.dates?.buckets ?? []).map(({ key, doc_count }) => ({ from: Number(key), count: doc_count })),
  }
}

function summed(counts: readonly Counted[]): Counted[] {
  const sums = new Map<string, number>()
  for (const { name, count } of counts) sums.set(name, (sums.get(name) ?? 0) + count)
  return [...sums].map(([name, count]) => ({ name, count })).sort((one, other) => other.count - one.count)
}

function openedAt(index: string): number | undefined {
  const seconds = /__timestamp_(\d+)__/.exec(index)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1_000
}

/** Documents may hold anything anywhere: only texts are shown as texts. */
function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => {
    const one: unknown = Array.isArray(inner) ? inner[0] : inner
    return typeof one === 'object' && one !== null && Object.hasOwn(one, name)
      ? (one as Readonly<Record<string, unknown>>)[name]
      : undefined
  }, value)
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter((item) => typeof item === 'string')
}

const MAX_SHOWN = 300

function firstText(value: unknown, paths: readonly string[]): string | undefined {
  return paths.flatMap((path) => texts(at(value, path)))[0]?.slice(0, MAX_SHOWN)
}

function reasonOf(answer: unknown): string {
  return firstText(answer, ['error.root_cause.reason', 'error.reason', 'error']) ?? 'it does not say why'
}
