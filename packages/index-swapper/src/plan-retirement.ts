import type { AliasTable } from './alias-table.ts'
import { markedGenerations } from './marked-generations.ts'

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
  const generations = markedGenerations(table, 'kept')
  return generations.slice(keep).flatMap(({ since, all }) => (since + retireAfterMs <= now ? all : []))
}
