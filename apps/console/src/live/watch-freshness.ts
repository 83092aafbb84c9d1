import { setTimeout as sleep } from 'node:timers/promises'
import { createQueryClient, type QueryClient } from '@as/query-client'
import { describeError } from '@as/service'
import { feedOfIndex } from '../opensearch/feed-of-index.ts'
import { type Freshness, type FreshnessRecord, nextFreshness } from './freshness.ts'

/** How fresh feeds are, as somebody finds who asks incoming. */
export interface FreshnessWatch {
  /** `undefined` while nothing is known of the feed, or nothing can be measured. */
  of(feed: string): Freshness | undefined
  /** Why nothing can be measured at the moment; `undefined` while it can. */
  readonly trouble: string | undefined
}

export interface FreshnessWatchOptions {
  /** Where incoming is, and a Hawk key that sees all. */
  readonly incoming: { readonly url: string; readonly keyId: string; readonly secretKey: string }
  readonly feeds: () => Promise<readonly string[]>
  readonly signal: AbortSignal
  /** Between two looks: default 2,000. */
  readonly intervalMs?: number
  readonly now?: () => number
}

/** A look takes no longer than this. */
const LOOK_TIMEOUT_MS = 10_000

/** What a proxy in front of incoming would add. */
const forwarded = { 'X-Forwarded-For': '127.0.0.1, 127.0.0.1', 'X-Forwarded-Proto': 'http' }

/** Looks, until `signal`, every now and then when the newest activity of each feed that a search finds was published. */
export function watchFreshness(options: FreshnessWatchOptions): FreshnessWatch {
  const { incoming, feeds, signal, intervalMs = 2_000, now = Date.now } = options
  const client = createQueryClient({
    url: incoming.url,
    authentication: { type: 'hawk', id: incoming.keyId, key: incoming.secretKey },
    headers: forwarded,
    timeoutMs: LOOK_TIMEOUT_MS,
    retries: 0,
    now,
  })
  let records = new Map<string, FreshnessRecord>()
  let trouble: string | undefined
  async function look(): Promise<void> {
    try {
      const ids = await feeds()
      const newest = await askNewest(client, signal)
      const at = now()
      records = new Map(ids.map((id) => [id, nextFreshness(records.get(id), newest.get(id), at)]))
      trouble = undefined
    } catch (error) {
      trouble = `Freshness is not measured at the moment: ${describeError(error)}`
    }
  }
  void (async () => {
    while (!signal.aborted) {
      await look()
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
    }
  })()
  return {
    // what was so before is not so now
    of: (feed) => (trouble === undefined ? records.get(feed)?.freshness : undefined),
    get trouble() {
      return trouble
    },
  }
}

/** Only what is about now is looked at: it is little, and a date in the far future says nothing of freshness. */
const recent = { range: { published: { gte: 'now-1h', lte: 'now+1m' } } }

/** Far more indexes than there are feeds. */
const MAX_INDEXES = 10_000

/** Feed → when the newest activity that a search finds was published, in milliseconds since 1970. */
async function askNewest(client: QueryClient, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  // by index: a filter for each feed would be tried in the indexes of all the others
  const answer = await client.raw(
    'activities',
    {
      size: 0,
      track_total_hits: false,
      query: recent,
      aggs: {
        indexes: { terms: { field: '_index', size: MAX_INDEXES }, aggs: { newest: { max: { field: 'published' } } } },
      },
    },
    { signal },
  )
  const { buckets } = (answer.aggregations?.indexes ?? { buckets: [] }) as {
    buckets: readonly { readonly key: string; readonly newest: { readonly value: number | null } }[]
  }
  const found = new Map<string, number>()
  for (const { key, newest } of buckets) {
    const feed = feedOfIndex(key)
    if (feed !== undefined && newest.value) found.set(feed, Math.max(found.get(feed) ?? 0, newest.value))
  }
  return found
}
