import {
  FencedError,
  type Generation,
  indexesOf,
  refreshIndexes,
  type SearchCluster,
  writeAlias,
} from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'

/** Object id → the version of the activity that deleted it. */
export type DeletedObjects = ReadonlyMap<string, string>

interface Hit {
  readonly _id: string
  readonly fields?: Readonly<Record<string, readonly string[]>>
  readonly sort: readonly unknown[]
}

/** Ids a search names, and documents it gives. */
const CHUNK = 1_000

/**
 * Removes the activities about deleted objects from a generation, as they carry what the objects held. Those that came
 * after the deletion stay, and so does the deletion. What changes meanwhile is left as it is then.
 *
 * @returns How many were removed; they are gone from searches after the next refresh.
 * @throws {FencedError} If another writer has taken over.
 */
export async function forgetObjects(
  cluster: SearchCluster,
  generation: Generation,
  deleted: DeletedObjects,
  { signal }: { signal: AbortSignal },
): Promise<number> {
  const indexes = indexesOf(generation, 'activities')
  if (indexes.length === 0 || deleted.size === 0) return 0
  await refreshIndexes(cluster, indexes, { signal })
  const ids = [...deleted.keys()]
  let removed = 0
  for (let from = 0; from < ids.length; from += CHUNK) {
    for (const index of indexes) {
      const about = index === generation.indexes.activities ? byField : bySource
      for await (const hits of activitiesAbout(cluster, index, about(ids.slice(from, from + CHUNK)), signal)) {
        removed += await remove(cluster, writeAlias(index, generation.token), removals(hits, deleted), signal)
      }
    }
  }
  return removed
}

interface Removal {
  readonly id: string
  /** Of the deletion: what is as new stays. */
  readonly version: bigint
}

function removals(hits: readonly Hit[], deleted: DeletedObjects): Removal[] {
  return hits.flatMap(({ _id: id, fields = {} }) => {
    const versions = Object.values(fields)
      .flat()
      .flatMap((about) => deleted.get(about) ?? [])
      .map(BigInt)
    const [newest] = versions.toSorted((a, b) => (a > b ? -1 : 1))
    return newest === undefined ? [] : { id, version: newest }
  })
}

type Question = Readonly<Record<string, unknown>>

const byField = (ids: readonly string[]): Question => ({
  query: { terms: { 'object.id': ids } },
  fields: ['object.id'],
})

/** An activity in a lenient index is about what its `object` says, be it an object, a link, or a list of them. */
const script = `
  def about = params._source.object;
  if (!(about instanceof List)) { about = [about]; }
  for (int n = 0; n < about.size(); n++) {
    def id = about.get(n);
    if (id instanceof Map) { id = id.id; }
    if (id instanceof String) { emit((String) id); }
  }`

/** Reads every document of the index, some 60,000 a second: none of its fields need be searchable. */
const bySource = (ids: readonly string[]): Question => ({
  derived: { about: { type: 'keyword', script: { source: script } } },
  query: { terms: { about: ids } },
  fields: ['about'],
})

async function* activitiesAbout(
  cluster: SearchCluster,
  index: string,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<readonly Hit[]> {
  const body = {
    ...question,
    size: CHUNK,
    sort: ['id'],
    _source: false,
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

/**
 * By version, so that what came after the deletion stays, and what is older and still on its way does not come back;
 * through the fence, as any write.
 */
async function remove(
  cluster: SearchCluster,
  alias: string,
  removed: readonly Removal[],
  signal: AbortSignal,
): Promise<number> {
  if (removed.length === 0) return 0
  const lines = removed.map(
    ({ id, version }) =>
      // the version as digits: as a number it would be rounded
      `{"delete":{"_index":${JSON.stringify(alias)},"_id":${JSON.stringify(id)},"version":${version - 1n},"version_type":"external_gte"}}`,
  )
  const request = { method: 'POST', path: '/_bulk', body: Buffer.from(`${lines.join('\n')}\n`) } as const
  const { items } = await askCluster<{ items: { delete: { status: number; error?: { type: string } } }[] }>(
    cluster,
    request,
    { signal },
  )
  if (items.some((item) => item.delete.error?.type === 'index_not_found_exception')) throw new FencedError(alias)
  const failed = items.filter((item) => ![200, 404, 409].includes(item.delete.status))
  if (failed.length > 0 || items.length !== removed.length) {
    throw new Error(
      `Cannot remove ${failed.length} of ${removed.length} activities about deleted objects; they are tried again`,
    )
  }
  return items.filter((item) => item.delete.status === 200).length
}
