import type { ClusterRequest, SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { assignRole, nextMark, requireFence, roleOf, standingIndexes } from './fence.ts'
import type { Generation } from './generation.ts'
import { swapAliases } from './swap-aliases.ts'

/** A filled generation that somebody has to decide about, and what they should know. */
export interface HeldGeneration extends Generation {
  /** What was given to {@link holdGeneration}. */
  readonly note: unknown
}

/**
 * Keeps a filled generation out of readers' sight until it is published or deleted, also over restarts [I7]. What is
 * written to it goes on being written. One that readers see already stays as it is.
 *
 * @param note Why, and whatever helps to decide: JSON, kept in the indexes' `_meta`.
 * @throws {FencedError} If another writer has taken over.
 */
export async function holdGeneration(
  cluster: SearchCluster,
  generation: Generation,
  { note, signal, now = Date.now }: { note: unknown; signal: AbortSignal; now?: () => number },
): Promise<HeldGeneration> {
  const { family, token, indexes } = generation
  for (const index of Object.values(indexes)) {
    const _meta = { ...(await readMeta(cluster, index, signal)), held: note }
    await expectOk(cluster, { method: 'PUT', path: `/${encodeURIComponent(index)}/_mapping`, body: { _meta } }, signal)
  }
  await swapAliases(cluster, { family, aliases: Object.keys(indexes), signal }, (table) =>
    Object.entries(indexes).flatMap(([alias, index]) => {
      const standing = standingIndexes(table, alias)
      for (const each of [index, ...standing]) requireFence(table, each, token)
      if (standing.includes(index)) return []
      return [
        ...standing.flatMap((each) => assignRole(table, each, { role: roleOf(table, each), token })),
        ...assignRole(table, index, { role: [nextMark(table, alias, 'held', now())], token }),
      ]
    }),
  )
  return { ...generation, note }
}

/** The note of a generation that is held. */
export async function readHeld(
  cluster: SearchCluster,
  generation: Generation | undefined,
  { signal }: { signal: AbortSignal },
): Promise<HeldGeneration | undefined> {
  const index = generation && Object.values(generation.indexes)[0]
  if (!generation || index === undefined) return undefined
  return { ...generation, note: (await readMeta(cluster, index, signal)).held }
}

async function readMeta(cluster: SearchCluster, index: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const body = await expectOk(cluster, { method: 'GET', path: `/${encodeURIComponent(index)}/_mapping` }, signal)
  return (body as Record<string, { mappings: { _meta?: Record<string, unknown> } }>)[index]?.mappings._meta ?? {}
}

async function expectOk(cluster: SearchCluster, request: ClusterRequest, signal: AbortSignal): Promise<unknown> {
  const response = await cluster(request, { signal })
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  return response.body
}
