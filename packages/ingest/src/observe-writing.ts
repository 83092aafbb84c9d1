import type { FeedItem, FeedPage } from '@as/feed-client'
import { type BulkWriterOptions, parseIndexName, writtenIndex } from '@as/index-swapper'
import { deadLetterBody } from './dead-letter-box.ts'
import type { IngestType } from './events.ts'
import type { FeedRun } from './feed-run.ts'
import { makeRoom } from './make-room.ts'
import { withoutValues } from './without-values.ts'

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
  for (const { index: position, id, reason, bytes = new Uint8Array() } of rejected) {
    run.letters.add({ ...stamp(run, ingest), url, position, id, reason, ...deadLetterBody(bytes) })
    onEvent({ type: 'record-rejected', feed: feed.id, ingest, url, position, id, reason })
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

/**
 * Tells of each document that the index refuses, and of each wait for a cluster that can take no more; of a full disk,
 * frees what it can.
 */
export function observeWriting(
  run: FeedRun,
  ingest: IngestType,
  counts: IngestCounts,
  onActivityRefused: (item: Pick<FeedItem, 'bytes'>) => void = () => undefined,
): Required<Pick<BulkWriterOptions, 'onRejected' | 'onRetry' | 'onDiskFull'>> {
  const { feed, onEvent } = run
  return {
    onRejected({ operation: { alias: writeAlias, id, origin: url, source }, cause: { type, reason: words } }) {
      const alias = parseIndexName(writtenIndex(writeAlias))?.alias === 'objects' ? 'objects' : 'activities'
      const reason = `${type}: ${withoutValues(words)}`
      const isNew = run.letters.add({ ...stamp(run, ingest), url, alias, id, reason, ...deadLetterBody(source) })
      if (!isNew) return
      counts.rejected += 1
      if (alias === 'activities') onActivityRefused({ bytes: source })
      onEvent({ type: 'document-rejected', feed: feed.id, ingest, url, alias, id, reason })
    },
    onDiskFull: () => makeRoom(run),
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

function stamp({ feed, clock, passStartedAt }: FeedRun, ingest: IngestType) {
  const isoAt = (ms: number) => new Date(ms).toISOString()
  return { feed: feed.id, ingest, pass: isoAt(passStartedAt), at: isoAt(clock.now()) }
}
