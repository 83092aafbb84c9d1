import { parseIndexName, readAliasTable, type SearchCluster } from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'
import type { Measurement } from './events.ts'

/** Counts, feed by feed, the activities that readers can see and those in indexes that they cannot. */
export async function measureIndexes(
  cluster: SearchCluster,
  feedIds: readonly string[],
  { now, signal }: { now: () => number; signal: AbortSignal },
): Promise<Measurement> {
  const table = await readAliasTable(cluster, { aliases: ['activities'], signal })
  const documents = await countDocuments(cluster, signal)
  const feeds = Object.fromEntries(feedIds.map((id) => [id, { searchable: 0, nonsearchable: 0 }]))
  for (const [index, carried] of Object.entries(table)) {
    const feed = feeds[parseIndexName(index)?.family ?? '']
    const searchable = carried.includes('activities')
    if (feed) feed[searchable ? 'searchable' : 'nonsearchable'] += documents.get(index) ?? 0
  }
  const anyLive = Object.values(table).some((carried) => carried.includes('activities'))
  const newest = anyLive ? await newestVerification(cluster, signal) : undefined
  return { feeds, verificationAgeSeconds: newest === undefined ? undefined : (now() - newest) / 1000 }
}

async function countDocuments(cluster: SearchCluster, signal: AbortSignal): Promise<Map<string, number>> {
  const path = '/activities__feed_id_*/_stats/docs?filter_path=indices.*.primaries.docs.count'
  const { indices = {} } = await askCluster<{ indices?: Record<string, { primaries: { docs: { count: number } } }> }>(
    cluster,
    { method: 'GET', path },
    { signal },
  )
  return new Map(Object.entries(indices).map(([index, { primaries }]) => [index, primaries.docs.count]))
}

/** When the newest activity of a verification feed was published, in milliseconds since 1970. */
async function newestVerification(cluster: SearchCluster, signal: AbortSignal): Promise<number | undefined> {
  const body = {
    size: 0,
    query: { term: { 'object.type': 'dit:activityStreamVerificationFeed:Verifier' } },
    aggs: { newest: { max: { field: 'published' } } },
  }
  const request = { method: 'POST', path: '/activities/_search?allow_partial_search_results=false', body } as const
  const { aggregations } = await askCluster<{ aggregations: { newest: { value: number | null } } }>(cluster, request, {
    signal,
  })
  return aggregations.newest.value ?? undefined
}
