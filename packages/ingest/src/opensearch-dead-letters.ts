import { setTimeout as sleepFor } from 'node:timers/promises'
import { ClusterRefusedError, type ClusterRequest, type SearchCluster } from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'
import type { DeadLetter, DeadLetters, RefusedDocument } from './dead-letter.ts'
import { createDeadLetterIndex } from './dead-letter-index.ts'
import { deadLetterLines } from './dead-letter-lines.ts'

export interface DeadLetterOptions {
  /** The alias of the index that letters are in: default `activity-stream-dead-letters`. */
  readonly alias?: string
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Letters of one page of a list: their bodies may have a megabyte each. */
const MAX_LISTED = 100
const MAX_ATTEMPTS = 4
const BASE_DELAY_MS = 100

/**
 * Keeps dead letters in an index of their own, which is made when the first one is kept. Bodies are stored, not
 * searchable.
 */
export function openSearchDeadLetters(cluster: SearchCluster, options: DeadLetterOptions = {}): DeadLetters {
  const { alias = 'activity-stream-dead-letters', sleep = abortableSleep } = options
  const place = createDeadLetterIndex(cluster, alias)
  const never = new AbortController().signal

  return {
    async keep(letters, { token, signal }) {
      for (let attempt = 1, left = letters; left.length > 0; attempt += 1) {
        const { again, isMissing, reason } = await send(cluster, place.alias, left, token, signal)
        if (again.length === 0) return
        if (attempt === MAX_ATTEMPTS) {
          throw new Error(`Cannot keep ${again.length} of ${letters.length} dead letters: ${reason}`)
        }
        if (isMissing) await place.create(signal)
        else await sleep(BASE_DELAY_MS * 2 ** attempt, signal)
        left = again
      }
    },
    async clear(feed, { before, token, signal }) {
      const earlier = [{ range: { token: { lt: token } } }, { range: { pass: { lt: before } } }]
      return await remove({ filter: [{ term: { feed } }], should: earlier, minimum_should_match: 1 }, signal)
    },
    async keepOnly(feeds, { signal }) {
      return await remove({ must_not: [{ terms: { feed: feeds } }] }, signal)
    },
    async list(feed, { limit, after, signal = never }) {
      if (!(await place.exists(signal))) return { total: 0, deadLetters: [] }
      const body = {
        size: Math.min(Math.max(1, limit), MAX_LISTED),
        query: { term: { feed } },
        // what the tail refuses again meanwhile must not move, or a page would lose it
        sort: [{ firstAt: 'desc' }, { key: 'asc' }],
        track_total_hits: true,
        ...(after !== undefined && { search_after: readCursor(after) }),
      }
      const { hits } = await search<Found>(body, signal)
      const deadLetters = hits.hits.map(({ _source: { token: _token, ...letter } }) => letter)
      const last = hits.hits.at(-1)
      return {
        total: hits.total.value,
        deadLetters,
        ...(last && hits.hits.length === body.size && { next: writeCursor(last.sort) }),
      }
    },
    async count(feeds, { signal = never } = {}) {
      const counts: Record<string, number> = Object.fromEntries(feeds.map((feed) => [feed, 0]))
      if (feeds.length === 0 || !(await place.exists(signal))) return counts
      const body = {
        size: 0,
        query: { terms: { feed: feeds } },
        aggs: { feeds: { terms: { field: 'feed', size: feeds.length } } },
      }
      const { aggregations } = await search<{ aggregations: Buckets }>(body, signal)
      for (const { key, doc_count: count } of aggregations.feeds.buckets) counts[key] = count
      return counts
    },
  }

  async function search<Answer>(body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Answer> {
    const path = `/${place.index}/_search?allow_partial_search_results=false`
    return await askCluster<Answer>(cluster, { method: 'POST', path, body }, { signal })
  }

  async function remove(bool: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<number> {
    if (!(await place.exists(signal))) return 0
    // what was kept a moment ago is not there for the query before
    await askCluster(cluster, { method: 'POST', path: `/${place.index}/_refresh` }, { signal })
    const path = `/${place.index}/_delete_by_query?conflicts=proceed&refresh=true`
    const request = { method: 'POST', path, body: { query: { bool } } } as const
    return (await askCluster<{ deleted: number }>(cluster, request, { signal })).deleted
  }
}

interface Found {
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly { readonly _source: DeadLetter & { token: number }; readonly sort: readonly unknown[] }[]
  }
}

interface Buckets {
  readonly feeds: { readonly buckets: readonly { readonly key: string; readonly doc_count: number }[] }
}

interface Sent {
  readonly again: readonly RefusedDocument[]
  /** Whether the alias is not there. */
  readonly isMissing: boolean
  readonly reason: string
}

async function send(
  cluster: SearchCluster,
  alias: string,
  letters: readonly RefusedDocument[],
  token: number,
  signal: AbortSignal,
): Promise<Sent> {
  const body = Buffer.from(letters.map((letter) => deadLetterLines(alias, letter, token)).join(''))
  const path = '/_bulk?filter_path=items.*.status,items.*.error.type'
  const request: ClusterRequest = { method: 'POST', path, body }
  const response = await cluster(request, { signal })
  if (response.status === 429 || response.status >= 500) {
    return { again: letters, isMissing: false, reason: `status ${response.status}` }
  }
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  const { items = [] } = (response.body ?? {}) as {
    items?: { update: { status: number; error?: { type: string } } }[]
  }
  const answerOf = (position: number) => items[position]?.update ?? { status: 503 }
  const again = letters.filter((_letter, position) => ![200, 201].includes(answerOf(position).status))
  const failed = items.find(({ update }) => ![200, 201].includes(update.status))?.update
  const reason = failed ? `status ${failed.status}, ${failed.error?.type ?? 'unknown'}` : 'an incomplete answer'
  return { again, isMissing: failed?.status === 404, reason }
}

function writeCursor(sort: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(sort)).toString('base64url')
}

/** @throws {RangeError} If it is none of ours. */
function readCursor(after: string): readonly [number, string] {
  try {
    const [firstAt, key] = JSON.parse(Buffer.from(after, 'base64url').toString()) as unknown[]
    if (typeof firstAt === 'number' && typeof key === 'string') return [firstAt, key]
  } catch {
    // said below
  }
  throw new RangeError(`Cannot list dead letters after "${after.slice(0, 100)}": give the "next" of the page before`)
}

async function abortableSleep(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal })
}
