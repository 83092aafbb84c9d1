import type { AliasTable } from './alias-table.ts'
import { keptSince, parseIndexName } from './index-name.ts'

export interface RetentionOptions {
  /** How many generations beside the live one stay for a rollback: default 1. */
  readonly keep?: number
  /** How long a generation outlives its successor's publication, in milliseconds: longer than any search takes. */
  readonly retireAfterMs: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Which kept indexes of a family are to be deleted: those beyond the newest `keep` generations, once the longest search
 * on them is over. Pure. Indexes that are live or being filled are not kept, and so never in it.
 */
export function planRetirement(table: AliasTable, { keep = 1, retireAfterMs, now }: RetentionOptions): string[] {
  const generations = keptGenerations(table)
  return generations.slice(keep).flatMap(({ since, indexes }) => (since + retireAfterMs <= now ? indexes : []))
}

export interface KeptGeneration {
  readonly batchId: string
  /** When it was replaced, in milliseconds since 1970. */
  readonly since: number
  readonly indexes: readonly string[]
}

/** The generations that are kept for a rollback, the one replaced last first. */
export function keptGenerations(table: AliasTable): KeptGeneration[] {
  const byBatch = new Map<string, { batchId: string; since: number; indexes: string[] }>()
  for (const [index, carried] of Object.entries(table)) {
    const since = keptSince(carried)
    const name = parseIndexName(index)
    if (since === undefined || !name || carried.includes(name.alias)) continue
    const generation = byBatch.get(name.batchId) ?? { batchId: name.batchId, since, indexes: [] }
    generation.indexes.push(index)
    generation.since = Math.max(generation.since, since)
    byBatch.set(name.batchId, generation)
  }
  return [...byBatch.values()].sort((a, b) => b.since - a.since)
}
