import { createQueryClient, QueryClientError } from '@as/query-client'
import type { Key } from './app-environments.ts'
import { readMetric } from './read-metric.ts'

/** What a consumer sees, and what the metrics tell besides. */
export interface Sight {
  readonly searchable: number
  /** Since the newest activity that a search finds was published; `undefined` before there is one. */
  readonly newestAgeMs: number | undefined
  /** Full passes that succeeded. */
  readonly passes: number
  /** Activities read in full passes so far. */
  readonly read: number
}

const answerTimeoutMs = 5000

/** What a proxy in front of incoming would add; here there is none. */
const forwarded = { 'X-Forwarded-For': '127.0.0.1, 127.0.0.1', 'X-Forwarded-Proto': 'http' }

/**
 * Looks at the Activity Stream as a consumer: by asking incoming.
 *
 * @returns A function that looks once; `undefined` while incoming does not answer a search.
 */
export function watchIncoming(
  url: string,
  { id, secret }: Key,
  now: () => number = Date.now,
): (signal: AbortSignal) => Promise<Sight | undefined> {
  const authentication = { type: 'hawk', id, key: secret } as const
  const client = createQueryClient({ url, authentication, headers: forwarded, timeoutMs: answerTimeoutMs })
  const newest = { size: 1, sort: [{ published: 'desc' }], _source: 'published', track_total_hits: true } as const
  return async (signal) => {
    try {
      const { hits, total } = await client.search('activities', newest, { signal })
      const published = Date.parse(hits[0]?._source.published ?? '')
      const metrics = await readMetrics(url, signal)
      return {
        searchable: total?.value ?? 0,
        newestAgeMs: Number.isNaN(published) ? undefined : now() - published,
        passes: readMetric(metrics, 'ingest_feed_duration_seconds_count', { ingest_type: 'full', status: 'success' }),
        read: readMetric(metrics, 'ingest_activities_nonunique_total', { ingest_type: 'full' }),
      }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof QueryClientError || error instanceof TypeError) return undefined
      throw error
    }
  }
}

async function readMetrics(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`${url}/metrics`, {
    headers: forwarded,
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  })
  return response.text()
}
