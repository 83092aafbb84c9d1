import type { AliasTable } from './alias-table.ts'
import { strictIndexes, withLenient } from './fence.ts'
import { type IndexMark, markedSince, parseIndexName } from './index-name.ts'

export interface MarkedGeneration {
  readonly batchId: string
  /** Since when it is marked, in milliseconds since 1970. */
  readonly since: number
  /** Alias → index. */
  readonly indexes: Readonly<Record<string, string>>
  /** All of them, with the lenient ones. */
  readonly all: readonly string[]
}

/** The generations of a family that carry a mark and are not live, the one that got it last first. */
export function markedGenerations(table: AliasTable, mark: IndexMark): MarkedGeneration[] {
  const byBatch = new Map<string, MarkedGeneration>()
  for (const index of strictIndexes(table)) {
    const carried = table[index] ?? []
    const since = markedSince(carried, mark)
    const name = parseIndexName(index)
    if (since === undefined || !name || carried.includes(name.alias)) continue
    const { batchId, alias } = name
    const before = byBatch.get(batchId)
    byBatch.set(batchId, {
      batchId,
      since: Math.max(before?.since ?? 0, since),
      indexes: { ...before?.indexes, [alias]: index },
      all: [...(before?.all ?? []), ...withLenient(table, index)],
    })
  }
  return [...byBatch.values()].sort((a, b) => b.since - a.since)
}
