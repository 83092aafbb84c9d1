import { type Generation, refreshIndexes, type SearchCluster } from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'

/** Object id → the version of the activity that deleted it. */
export type DeletedObjects = ReadonlyMap<string, string>

interface Hit {
  readonly _id: string
  readonly _version: number
  readonly _seq_no: number
  readonly _primary_term: number
  readonly fields?: { readonly 'object.id'?: readonly string[] }
  readonly sort: readonly unknown[]
}

/** Ids a search names, and documents it gives. */
const CHUNK = 1_000

/**
 * Removes the activities about deleted objects from a generation, as they carry what the objects held. Those that came
 * after the deletion stay, and so does the deletion. What changes meanwhile is left as it is then.
 *
 * @returns How many were removed; they are gone from searches when this resolves.
 */
export async function forgetObjects(
  cluster: SearchCluster,
  generation: Generation,
  deleted: DeletedObjects,
  { signal }: { signal: AbortSignal },
): Promise<number> {
  const index = generation.indexes.activities
  if (index === undefined || deleted.size === 0) return 0
  await refreshIndexes(cluster, [index], { signal })
  const ids = [...deleted.keys()]
  let removed = 0
  for (let from = 0; from < ids.length; from += CHUNK) {
    for await (const hits of activitiesAbout(cluster, index, ids.slice(from, from + CHUNK), signal)) {
      const earlier = hits.filter((hit) => isEarlier(hit, deleted))
      await remove(cluster, index, earlier, signal)
      removed += earlier.length
    }
  }
  if (removed > 0) await refreshIndexes(cluster, [index], { signal })
  return removed
}

function isEarlier({ _version, fields }: Hit, deleted: DeletedObjects): boolean {
  return (fields?.['object.id'] ?? []).some((id) => {
    const version = deleted.get(id)
    return version !== undefined && BigInt(_version) < BigInt(version)
  })
}

async function* activitiesAbout(
  cluster: SearchCluster,
  index: string,
  ids: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly Hit[]> {
  const body = {
    size: CHUNK,
    query: { terms: { 'object.id': ids } },
    sort: ['id'],
    _source: false,
    fields: ['object.id'],
    version: true,
    seq_no_primary_term: true,
    track_total_hits: false,
  }
  const path = `/${encodeURIComponent(index)}/_search?allow_partial_search_results=false`
  for (let after: readonly unknown[] | undefined; ; ) {
    const page = after ? { ...body, search_after: after } : body
    const answer = await askCluster<{ hits: { hits: Hit[] } }>(
      cluster,
      { method: 'POST', path, body: page },
      { signal },
    )
    const { hits } = answer.hits
    if (hits.length > 0) yield hits
    if (hits.length < CHUNK) return
    after = hits.at(-1)?.sort
  }
}

/** By sequence number, so that a document that was written again meanwhile stays, and no index is ever made by it. */
async function remove(cluster: SearchCluster, index: string, hits: readonly Hit[], signal: AbortSignal): Promise<void> {
  if (hits.length === 0) return
  const lines = hits.map(({ _id, _seq_no, _primary_term }) =>
    JSON.stringify({ delete: { _index: index, _id, if_seq_no: _seq_no, if_primary_term: _primary_term } }),
  )
  const request = { method: 'POST', path: '/_bulk', body: Buffer.from(`${lines.join('\n')}\n`) } as const
  const { items } = await askCluster<{ items: { delete: { status: number } }[] }>(cluster, request, { signal })
  const failed = items.filter((item) => ![200, 404, 409].includes(item.delete.status))
  if (failed.length > 0 || items.length !== hits.length) {
    throw new Error(
      `Cannot remove ${failed.length} of ${hits.length} activities about deleted objects; they are tried again`,
    )
  }
}
