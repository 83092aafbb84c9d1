import type { AliasTable } from './alias-table.ts'
import { type IndexMark, markedSince, parseIndexName } from './index-name.ts'

export interface MarkedGeneration {
  readonly batchId: string
  /** Since when it is marked, in milliseconds since 1970. */
  readonly since: number
  readonly indexes: readonly string[]
}

/** The generations of a family that carry a mark and are not live, the one that got it last first. */
export function markedGenerations(table: AliasTable, mark: IndexMark): MarkedGeneration[] {
  const byBatch = new Map<string, { batchId: string; since: number; indexes: string[] }>()
  for (const [index, carried] of Object.entries(table)) {
    const since = markedSince(carried, mark)
    const name = parseIndexName(index)
    if (since === undefined || !name || carried.includes(name.alias)) continue
    const generation = byBatch.get(name.batchId) ?? { batchId: name.batchId, since, indexes: [] }
    generation.indexes.push(index)
    generation.since = Math.max(generation.since, since)
    byBatch.set(name.batchId, generation)
  }
  return [...byBatch.values()].sort((a, b) => b.since - a.since)
}
