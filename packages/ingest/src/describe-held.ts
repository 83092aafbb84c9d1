import type { Generation } from '@as/index-swapper'
import { indexesOf } from '@as/index-swapper'
import { askCluster } from './ask-cluster.ts'
import { compareIds } from './compare-ids.ts'
import type { HeldNote } from './conclude-pass.ts'
import type { FeedRun } from './feed-run.ts'
import type { HeldDifference } from './held-difference.ts'
import { readIds } from './read-ids.ts'

const MAX_TYPES = 20
const MAX_SAMPLES = 20
/** Differing ids that are looked through for samples of both kinds. */
const MAX_LOOKED_AT = 100_000

/** What publishing the held generation would change. */
export async function describeHeld(run: FeedRun): Promise<HeldDifference | undefined> {
  const { live, held } = run
  if (!live || !held) return undefined
  const { reason, difference, agreeing, since } = held.note as HeldNote
  const [byType, samples] = await Promise.all([countByType(run, live, held), sampleIds(run, live, held)])
  return { reason, ...difference, agreeing, since, byType, ...samples }
}

async function countByType(run: FeedRun, live: Generation, held: Generation): Promise<HeldDifference['byType']> {
  const [before, after] = await Promise.all([typesOf(run, live), typesOf(run, held)])
  const types = [...new Set([...before.keys(), ...after.keys()])]
  const counted = types.map((type) => ({ type, live: before.get(type) ?? 0, next: after.get(type) ?? 0 }))
  return counted.toSorted((a, b) => b.live + b.next - a.live - a.next).slice(0, MAX_TYPES)
}

async function typesOf({ cluster, signal }: FeedRun, generation: Generation): Promise<Map<string, number>> {
  const path = `${pathOf(generation)}/_search?allow_partial_search_results=false`
  // more than are shown: what is common in the one may be rare in the other
  const body = { size: 0, aggs: { types: { terms: { field: 'type', size: 5 * MAX_TYPES } } } }
  const answer = await askCluster<{
    aggregations: { types: { buckets: readonly { key: string; doc_count: number }[] } }
  }>(cluster, { method: 'POST', path, body }, { signal })
  return new Map(answer.aggregations.types.buckets.map(({ key, doc_count: count }) => [key, count]))
}

async function sampleIds(
  { cluster, signal }: FeedRun,
  live: Generation,
  held: Generation,
): Promise<Pick<HeldDifference, 'removedIds' | 'addedIds'>> {
  const ids = { removed: [] as string[], added: [] as string[] }
  const [before, after] = [live, held].map((each) =>
    readIds(cluster, { indexes: indexesOf(each, 'activities') }, { signal, batch: 1_000 }),
  ) as [ReturnType<typeof readIds>, ReturnType<typeof readIds>]
  let lookedAt = 0
  for await (const { id, change } of compareIds(before, after)) {
    lookedAt += 1
    if (ids[change].length < MAX_SAMPLES) ids[change].push(id)
    const isEnough = ids.removed.length === MAX_SAMPLES && ids.added.length === MAX_SAMPLES
    if (isEnough || lookedAt === MAX_LOOKED_AT) break
  }
  return { removedIds: ids.removed, addedIds: ids.added }
}

function pathOf(generation: Generation): string {
  return `/${indexesOf(generation, 'activities').map(encodeURIComponent).join(',')}`
}
