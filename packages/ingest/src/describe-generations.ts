import {
  type AliasTable,
  indexesOf,
  markedSince,
  parseIndexName,
  readAliasTable,
  refreshIndexes,
} from '@as/index-swapper'
import type { HeldNote } from './conclude-pass.ts'
import type { FeedRun } from './feed-run.ts'
import type { GenerationView } from './generation-view.ts'
import { aliases } from './mappings/blueprints.ts'
import { countIds } from './read-ids.ts'

/** Looks at a feed's generations, the newest first. */
export async function describeGenerations(run: FeedRun): Promise<readonly GenerationView[]> {
  const { cluster, feed, signal } = run
  if (run.held) await refreshIndexes(cluster, indexesOf(run.held), { signal })
  const table = await readAliasTable(cluster, { aliases, family: feed.id, signal })
  const generations = Map.groupBy(Object.keys(table), (index) => parseIndexName(index)?.batchId ?? '')
  const views = await Promise.all(
    [...generations.values()].map(async (indexes): Promise<GenerationView> => {
      const [activities, objects] = await Promise.all(
        aliases.map(async (alias) => {
          const some = indexes.filter((index) => parseIndexName(index)?.alias === alias)
          return some.length === 0 ? 0 : await countIds(cluster, { indexes: some }, signal)
        }),
      )
      const { openedAt = 0 } = parseIndexName(indexes[0] ?? '') ?? {}
      return {
        ...stateOf(table, indexes),
        indexes,
        openedAt: new Date(openedAt * 1000).toISOString(),
        documents: { activities: activities ?? 0, objects: objects ?? 0 },
        ...(isOf(run.held?.indexes, indexes) && { note: run.held?.note as HeldNote }),
      }
    }),
  )
  return views.toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))
}

function stateOf(table: AliasTable, indexes: readonly string[]): Pick<GenerationView, 'state' | 'since'> {
  const carried = indexes.flatMap((index) => table[index] ?? [])
  if (carried.some((alias) => (aliases as readonly string[]).includes(alias))) return { state: 'live' }
  for (const state of ['held', 'kept'] as const) {
    const since = markedSince(carried, state)
    if (since !== undefined) return { state, since: new Date(since).toISOString() }
  }
  return { state: 'filling' }
}

function isOf(held: Readonly<Record<string, string>> | undefined, indexes: readonly string[]): boolean {
  return held !== undefined && Object.values(held).some((index) => indexes.includes(index))
}
