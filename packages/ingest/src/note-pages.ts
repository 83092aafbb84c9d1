import { type Generation, type IndexOperation, parseIndexName, readAliasTable } from '@as/index-swapper'
import { attemptChore, type FeedRun } from './feed-run.ts'
import { aliases } from './mappings/blueprints.ts'
import type { OriginPage } from './page-origins.ts'

/** Notes where documents come from, while nothing waits for that. */
export interface PageNotes {
  /** @param operations What is indexed of the page, in the order of their versions. */
  add(url: string, operations: readonly IndexOperation[]): void
  /** Has what was added noted now. */
  flush(): void
}

/** Pages of a pass that are noted together. */
const BATCH = 200
/** Pages that wait, while Redis is slow: those beyond stay unknown. */
const MAX_WAITING = 10_000

/** @param generation What a pass fills; absent for the tail, whose pages are noted one by one. */
export function notePages(
  run: Pick<FeedRun, 'feed' | 'signal' | 'onEvent' | 'pageOrigins'>,
  generation?: Generation,
): PageNotes {
  const { feed, pageOrigins } = run
  const batchId = generation && batchIdOf(Object.values(generation.indexes)[0] ?? '')
  const least = generation ? BATCH : 1
  const waiting: OriginPage[] = []
  let isNoting = false

  async function note(): Promise<void> {
    isNoting = true
    while (waiting.length > 0 && !run.signal.aborted) {
      const pages = waiting.splice(0, BATCH)
      await attemptChore(run, 'note in Redis where documents come from', async () => {
        await pageOrigins?.note(feed.id, pages, batchId)
      })
    }
    isNoting = false
  }
  const flush = () => {
    if (!isNoting) void note()
  }
  return {
    flush,
    add(url, operations) {
      const [first, last] = [operations[0]?.version, operations.at(-1)?.version]
      if (!pageOrigins || first === undefined || last === undefined || waiting.length >= MAX_WAITING) return
      waiting.push({ url, first, last })
      if (waiting.length >= least) flush()
    },
  }
}

/** Forgets the pages of generations that are gone: not waited for, and made up for by the next pass. */
export async function forgetPages(run: FeedRun): Promise<void> {
  const { cluster, feed, signal, pageOrigins } = run
  if (!pageOrigins) return
  await attemptChore(run, 'forget in Redis where deleted documents came from', async () => {
    const table = await readAliasTable(cluster, { aliases, family: feed.id, signal })
    await pageOrigins.keepOnly(feed.id, [...new Set(Object.keys(table).map(batchIdOf))])
  })
}

function batchIdOf(index: string): string {
  return parseIndexName(index)?.batchId ?? ''
}
