import { deleteIndexes, readAliasTable } from '@as/index-swapper'
import { attemptChore, type FeedRun } from './feed-run.ts'
import { aliases } from './mappings/blueprints.ts'

/**
 * Deletes what the feed has on a full disk and nobody needs: indexes that a failed deletion left behind. They carry no
 * alias at all, so nobody reads them, writes to them or can publish them.
 */
export async function makeRoom(run: FeedRun): Promise<void> {
  const { cluster, feed, signal } = run
  await attemptChore(run, 'make room on the full disk', async () => {
    const table = await readAliasTable(cluster, { aliases, family: feed.id, signal })
    const left = Object.keys(table).filter((index) => table[index]?.length === 0)
    await deleteIndexes(cluster, left, { signal })
    if (left.length > 0) run.onEvent({ type: 'retired', feed: feed.id, indexes: left.length })
  })
}
