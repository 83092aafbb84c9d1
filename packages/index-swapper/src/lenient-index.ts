import type { ClusterErrorCause, ClusterRequest, SearchCluster } from './cluster.ts'
import { ClusterRefusedError, FencedError } from './errors.ts'
import { assignRole, requireFence, roleOf } from './fence.ts'
import type { IndexBlueprint } from './generation.ts'
import { lenientName, parseIndexName, writeAlias } from './index-name.ts'
import { refreshIndexes } from './refresh-indexes.ts'
import { removeDoubles } from './remove-doubles.ts'
import { swapAliases } from './swap-aliases.ts'

/** Ids that are remembered of one lenient index; where there are more, any id may be in it. */
const MAX_KNOWN_IDS = 10_000

/**
 * The index beside another one for documents that its mapping refuses, made by the first of them. What writes to one
 * generation shares one of these, so that each knows what the others have put there.
 */
export interface LenientIndex {
  readonly index: string
  /** The alias through which the holder of the token writes to it. */
  readonly alias: string
  readonly exists: boolean
  /**
   * Makes it, if it is not there, and gives it the role of the index beside it.
   *
   * @returns Why the cluster accepts none of its mappings; `undefined` when the index is there.
   * @throws {FencedError} If another writer has taken over.
   */
  make(cluster: SearchCluster, signal: AbortSignal): Promise<ClusterErrorCause | undefined>
  /**
   * Learns which ids are in it, and removes what an earlier writer left in both: once, at a claim or else before the first
   * write to the index beside it.
   */
  learn(cluster: SearchCluster, signal: AbortSignal): Promise<void>
  /** Says that an id is going to be in it. */
  expect(id: string): void
  /** Whether an id may be in it: false is certain. */
  mayHold(id: string): boolean
}

export interface LenientIndexOptions {
  /** The index that it is beside. */
  readonly beside: string
  readonly token: number
  /** Absent: it is not made where it is not there. */
  readonly blueprint?: IndexBlueprint | undefined
  readonly exists: boolean
}

export function createLenientIndex({ beside, token, blueprint, exists }: LenientIndexOptions): LenientIndex {
  const index = lenientName(beside)
  const ids = new Set<string>()
  let isThere = exists
  let isAnyId = false
  const make = onceForAll(async (cluster, signal) => {
    const refusal = isThere ? undefined : await makeIndex(cluster, { beside, index, token, blueprint, signal })
    isThere = refusal === undefined
    return refusal
  })
  const learn = onceForAll(async (cluster, signal) => {
    const found = exists ? await readIds(cluster, { beside, index, signal }) : []
    if (found) for (const id of found) lenient.expect(id)
    else isAnyId = true
    await removeDoubles(cluster, { indexes: [beside, index], token, ids: found ?? [], signal })
  })

  const lenient: LenientIndex = {
    index,
    alias: writeAlias(index, token),
    get exists() {
      return isThere
    },
    make,
    learn,
    expect(id) {
      if (ids.size < MAX_KNOWN_IDS || ids.has(id)) ids.add(id)
      else isAnyId = true
    },
    mayHold: (id) => isThere && (isAnyId || ids.has(id)),
  }
  return lenient
}

/** Does something once for all who ask; anew where it failed, or where who started it was told to stop. */
function onceForAll<Answer>(
  attempt: (cluster: SearchCluster, signal: AbortSignal) => Promise<Answer>,
): (cluster: SearchCluster, signal: AbortSignal) => Promise<Answer> {
  let running: { readonly answer: Promise<Answer>; readonly signal: AbortSignal } | undefined
  return async (cluster, signal) => {
    for (;;) {
      running ??= { answer: attempt(cluster, signal), signal }
      const joined = running
      try {
        return await joined.answer
      } catch (error) {
        if (running === joined) running = undefined
        if (signal.aborted || !joined.signal.aborted) throw error
      }
    }
  }
}

async function makeIndex(
  cluster: SearchCluster,
  {
    beside,
    index,
    token,
    blueprint,
    signal,
  }: { beside: string; index: string; token: number; blueprint: IndexBlueprint | undefined; signal: AbortSignal },
): Promise<ClusterErrorCause | undefined> {
  const settings = { ...blueprint?.settings, ...(await writingSettings(cluster, writeAlias(beside, token), signal)) }
  const { alias = '', family = '' } = parseIndexName(beside) ?? {}
  const _meta = { made_by: '@as/index-swapper', family, alias, token, beside }
  let refusal: ClusterErrorCause | undefined = { type: 'no_lenient_mapping', reason: 'there is none' }
  for (const mappings of blueprint?.lenient ?? []) {
    const body = {
      settings,
      mappings: { ...mappings, _meta },
      aliases: { [writeAlias(index, token)]: { is_hidden: true } },
    }
    refusal = await put(cluster, { method: 'PUT', path: `/${encodeURIComponent(index)}`, body }, signal)
    if (!refusal) break
  }
  if (refusal) return refusal
  await swapAliases(cluster, { family, aliases: [alias], signal }, (table) => {
    requireFence(table, beside, token)
    return assignRole(table, beside, { role: roleOf(table, beside), token })
  })
  return undefined
}

/** What an index is at the moment: being filled or searched, in how many copies. */
async function writingSettings(
  cluster: SearchCluster,
  alias: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const names = ['index.refresh_interval', 'index.number_of_replicas', 'index.translog.durability']
  const path = `/${encodeURIComponent(alias)}/_settings/${names.join(',')}?flat_settings=true`
  const request = { method: 'GET', path } as const
  const response = await cluster(request, { signal })
  if (response.status === 404) throw new FencedError(alias)
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  return Object.values(response.body as Record<string, { settings: Record<string, unknown> }>)[0]?.settings ?? {}
}

/** @returns Why the cluster does not take the mapping. One that somebody has made already is as good. */
async function put(
  cluster: SearchCluster,
  request: ClusterRequest,
  signal: AbortSignal,
): Promise<ClusterErrorCause | undefined> {
  const response = await cluster(request, { signal })
  if (response.status === 200) return undefined
  const error = new ClusterRefusedError(request, response)
  if (error.refusal.type === 'resource_already_exists_exception') return undefined
  if (response.status === 400) return error.refusal
  throw error
}

/** @returns `undefined` where there are too many to know. */
async function readIds(
  cluster: SearchCluster,
  { beside, index, signal }: { beside: string; index: string; signal: AbortSignal },
): Promise<string[] | undefined> {
  // both: what has moved from one to the other must not be missing
  await refreshIndexes(cluster, [beside, index], { signal })
  const path = `/${encodeURIComponent(index)}/_search?allow_partial_search_results=false`
  const body = { size: MAX_KNOWN_IDS, _source: false, track_total_hits: true, sort: ['_doc'] }
  const request = { method: 'POST', path, body } as const
  const response = await cluster(request, { signal })
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  const { hits } = response.body as { hits: { total: { value: number }; hits: { _id: string }[] } }
  return hits.total.value > hits.hits.length ? undefined : hits.hits.map(({ _id }) => _id)
}
