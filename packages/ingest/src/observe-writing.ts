import type { FeedPage } from '@as/feed-client'
import { type BulkWriterOptions, parseIndexName } from '@as/index-swapper'
import type { IngestType } from './events.ts'
import type { FeedRun } from './feed-run.ts'

/** What a pass or a round of the tail has done so far. */
export interface IngestCounts {
  pages: number
  activities: number
  rejected: number
}

/** Tells of a page, and of each record of it that is left out. */
export function reportPage(
  run: FeedRun,
  ingest: IngestType,
  page: FeedPage,
  pushMs: number,
  counts: IngestCounts,
): void {
  const { feed, onEvent } = run
  const { url, items, rejected, bodyBytes, fetchMs } = page
  counts.pages += 1
  counts.activities += items.length
  counts.rejected += rejected.length
  for (const { index, id, reason } of rejected) {
    onEvent({ type: 'record-rejected', feed: feed.id, ingest, url, position: index, id, reason })
  }
  onEvent({
    type: 'page',
    feed: feed.id,
    ingest,
    url,
    activities: items.length,
    bytes: bodyBytes,
    pullMs: fetchMs,
    pushMs,
  })
}

/** Tells of each document that the index refuses, and of each wait for a cluster that can take no more. */
export function observeWriting(
  { feed, onEvent }: FeedRun,
  ingest: IngestType,
  counts: IngestCounts,
): Required<Pick<BulkWriterOptions, 'onRejected' | 'onRetry'>> {
  return {
    onRejected({ operation: { alias, id, origin }, cause: { type, reason } }) {
      counts.rejected += 1
      onEvent({
        type: 'document-rejected',
        feed: feed.id,
        ingest,
        url: origin,
        alias: parseIndexName(alias.replace(/w__\d+$/, ''))?.alias ?? alias,
        id,
        reason: `${type}: ${withoutValues(reason)}`,
      })
    },
    onRetry({ items, waitMs, cause: { type, reason }, disk }) {
      onEvent({
        type: 'bulk-retried',
        feed: feed.id,
        ingest,
        documents: items,
        waitMs,
        reason: `${type}: ${reason}`,
        disk,
      })
    },
  }
}

/** OpenSearch quotes the value it could not read, which may be anybody's data. */
function withoutValues(reason: string): string {
  return reason
    .replace(/Preview of field's value: .*$/s, "The field's value is not repeated here.")
    .replace(/For input string: .*$/s, 'The value is not repeated here.')
}
