import { type HistorySource, revisionZero } from './history-source.ts'
import type { Hit } from './search.ts'

/** What one reader has seen of a feed so far: each activity's id, and the greatest revision. */
export type Memory = Map<string, number>

/**
 * Judges one answer to a reader who looks again and again. Once visible, an activity stays visible until the source takes
 * it back, is there once, and never shows an older revision than it did. Pure but for `memory`, which learns.
 *
 * @param hits One answer's documents of this feed.
 * @param rows What the source says, looked at after the answer: what it took back meanwhile may be gone.
 * @returns What was wrong, a sentence each.
 */
export function judgeSight(hits: readonly Hit[], rows: HistorySource['rows'], memory: Memory): string[] {
  const faults: string[] = []
  const now = new Map<string, number>()
  for (const { id, published } of hits) {
    const revision = published - revisionZero
    if (now.has(id)) faults.push(`${id} is there twice`)
    now.set(id, revision)
    const before = memory.get(id)
    if (before !== undefined && revision < before) {
      faults.push(`${id} stepped back from revision ${before} to ${revision}`)
    }
  }
  const missing = [...memory.keys()].filter((id) => !now.has(id) && rows.has(id))
  if (missing.length > 0) {
    faults.push(`${missing.length} of ${memory.size} activities vanished, such as ${missing.slice(0, 3).join(', ')}`)
  }
  for (const [id, revision] of now) memory.set(id, revision)
  // one loss is told once
  for (const id of missing) memory.delete(id)
  // what was taken back is forgotten: an older generation may show it for a moment, and then not
  for (const id of memory.keys()) if (!rows.has(id)) memory.delete(id)
  return faults
}
