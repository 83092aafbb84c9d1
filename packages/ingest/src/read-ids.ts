import type { SearchCluster } from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'

/** Where ids are read: some indexes as they are, or as a point in time of theirs shows them. */
export interface IdPlace {
  readonly indexes: readonly string[]
  /** See {@link openPointInTime}. */
  readonly pointInTime?: string | undefined
}

/** Ids a request gives: as many as OpenSearch gives at once. */
const BATCH = 10_000
/** How long a point in time outlives the last request for it. */
const KEEP_ALIVE = '5m'

/** Reads the ids of all documents of some indexes, in the order of their bytes. */
export async function* readIds(
  cluster: SearchCluster,
  { indexes, pointInTime }: IdPlace,
  { signal, batch = BATCH }: { signal: AbortSignal; batch?: number },
): AsyncGenerator<readonly string[], void, undefined> {
  const body = {
    size: batch,
    sort: ['id'],
    _source: false,
    track_total_hits: false,
    ...searched({ indexes, pointInTime }),
  }
  for (let after: readonly unknown[] | undefined; ; ) {
    const answer = await askCluster<{ hits?: { hits?: { sort: readonly [string, ...unknown[]] }[] } }>(
      cluster,
      {
        method: 'POST',
        path: `${pathOf({ indexes, pointInTime })}&filter_path=hits.hits.sort`,
        body: after ? { ...body, search_after: after } : body,
      },
      { signal },
    )
    const hits = answer.hits?.hits ?? []
    if (hits.length > 0) yield hits.map(({ sort: [id] }) => id)
    if (hits.length < batch) return
    after = hits.at(-1)?.sort
  }
}

/** Counts documents. */
export async function countIds(cluster: SearchCluster, place: IdPlace, signal: AbortSignal): Promise<number> {
  const body = { size: 0, track_total_hits: true, ...searched(place) }
  const { hits } = await askCluster<{ hits: { total: { value: number } } }>(
    cluster,
    { method: 'POST', path: pathOf(place), body },
    { signal },
  )
  return hits.total.value
}

/** Keeps what a search of some indexes finds now, whatever is written to them afterwards. */
export async function openPointInTime(
  cluster: SearchCluster,
  indexes: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const path = `/${names(indexes)}/_search/point_in_time?keep_alive=${KEEP_ALIVE}`
  return (await askCluster<{ pit_id: string }>(cluster, { method: 'POST', path }, { signal })).pit_id
}

/** One that cannot be closed ends by itself. */
export async function closePointInTime(
  cluster: SearchCluster,
  pointInTime: string,
  signal: AbortSignal,
): Promise<void> {
  const request = { method: 'DELETE', path: '/_search/point_in_time', body: { pit_id: [pointInTime] } } as const
  await cluster(request, { signal }).catch(() => undefined)
}

function pathOf({ indexes, pointInTime }: IdPlace): string {
  return `${pointInTime === undefined ? `/${names(indexes)}` : ''}/_search?allow_partial_search_results=false`
}

/** A point in time is of all of a generation's indexes. */
function searched({ indexes, pointInTime }: IdPlace): Readonly<Record<string, unknown>> {
  if (pointInTime === undefined) return {}
  return { pit: { id: pointInTime, keep_alive: KEEP_ALIVE }, query: { terms: { _index: indexes } } }
}

function names(indexes: readonly string[]): string {
  return indexes.map(encodeURIComponent).join(',')
}
