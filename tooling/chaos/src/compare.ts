import type { HistorySource } from './history-source.ts'
import type { Hit } from './search.ts'

/** How what readers see differs from what a source says now. Ids, at most a few of each; the counts are of all. */
export interface Difference {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  /** What it once said, and says otherwise or not at all now. */
  readonly stale: readonly string[]
  /** What it never said. */
  readonly invented: readonly string[]
}

/** What of a row stands in an alias: the activity, or its object. `undefined` for a row that has none. */
export type Facet = (text: string) => Readonly<Record<string, unknown>> | undefined

/** Of each alias. */
export const facets: Readonly<Record<'activities' | 'objects', Facet>> = {
  activities: (text) => JSON.parse(text) as Record<string, unknown>,
  objects(text) {
    const { object } = JSON.parse(text) as { object?: Record<string, unknown> }
    return typeof object?.id === 'string' ? object : undefined
  },
}

/**
 * Compares what an alias shows of a feed with the source's history. Pure.
 *
 * @param mayLack Ids of rows that the index may refuse: they may be absent, but not different.
 */
export function compare(
  hits: readonly Hit[],
  { rows, texts }: Pick<HistorySource, 'rows' | 'texts'>,
  { facet, mayLack = new Set() }: { facet: Facet; mayLack?: ReadonlySet<string> },
): Difference {
  const expected = new Map<string, { row: string; json: string }>()
  for (const { id, text } of rows.values()) {
    const document = facet(text)
    if (document) expected.set(String(document.id), { row: id, json: JSON.stringify(document) })
  }
  const seen = new Set<string>()
  const difference = { lost: [] as string[], doubled: [] as string[], stale: [] as string[], invented: [] as string[] }
  for (const { id, source } of hits) {
    if (seen.has(id)) difference.doubled.push(id)
    seen.add(id)
    const json = JSON.stringify(source)
    const now = expected.get(id)
    if (now?.json === json) continue
    const rowId = now?.row ?? id.replace(/:object$/, '')
    const wasSaid = texts(rowId).some((text) => JSON.stringify(facet(text)) === json)
    difference[wasSaid ? 'stale' : 'invented'].push(id)
  }
  for (const [id, { row }] of expected) if (!seen.has(id) && !mayLack.has(row)) difference.lost.push(id)
  return difference
}

/** Nothing differs. */
export function isSame({ lost, doubled, stale, invented }: Difference): boolean {
  return lost.length + doubled.length + stale.length + invented.length === 0
}

/** `3 lost (a, b, c), 1 stale (d)` */
export function describeDifference(difference: Difference): string {
  const parts = Object.entries(difference).flatMap(([kind, ids]: [string, readonly string[]]) => {
    const some = ids.slice(0, 5).join(', ')
    return ids.length === 0 ? [] : [`${ids.length} ${kind} (${some}${ids.length > 5 ? ', …' : ''})`]
  })
  return parts.length === 0 ? 'nothing differs' : parts.join('; ')
}
