import type { DeletionReceipt, IngestEvent } from '@as/ingest'
import type { Redis } from 'ioredis'
import { createPassRecorder, type PassRecord, withReceipt } from './pass-record.ts'

/** Passes and receipts that are kept of each feed. */
const MAX_HISTORY = 100

/** Records among which the pass of a receipt is looked for: the comparison comes some time after the swap. */
const RECENT = 5

const passesOf = (feed: string) => `feed-passes:${feed}`
const receiptsOf = (feed: string) => `feed-receipts:${feed}`

export interface FeedHistory {
  readonly onEvent: (event: IngestEvent) => void
  /** The newest first. @throws When Redis does not answer. */
  passes(feed: string, limit: number): Promise<PassRecord[]>
  /** The newest first. @throws When Redis does not answer. */
  receipts(feed: string, limit: number): Promise<DeletionReceipt[]>
}

/**
 * Keeps each feed's last 100 passes and deletion receipts in Redis. Of receipts in a row that removed nothing only the
 * last is kept, so that those that prove something stay longer.
 *
 * @param options.onFailure Told what Redis did not take.
 */
export function createFeedHistory(
  redis: Redis,
  { onFailure, now = Date.now }: { onFailure: (feed: string, error: unknown) => void; now?: () => number },
): FeedHistory {
  const record = createPassRecorder(now)
  const writing = new Map<string, Promise<void>>()
  const lastReceipts = new Map<string, DeletionReceipt>()
  /** One after the other: a receipt goes to the record before it. */
  const write = (feed: string, save: () => Promise<void>) => {
    const last = writing.get(feed) ?? Promise.resolve()
    writing.set(
      feed,
      last.then(save).catch((error: unknown) => onFailure(feed, error)),
    )
  }

  async function savePass(feed: string, pass: PassRecord): Promise<void> {
    // the receipt of a swap that changed nothing is there before its pass is over
    const receipt = lastReceipts.get(feed)
    await redis.lpush(passesOf(feed), JSON.stringify((receipt && withReceipt(pass, receipt)) ?? pass))
    await redis.ltrim(passesOf(feed), 0, MAX_HISTORY - 1)
  }

  async function saveReceipt(feed: string, receipt: DeletionReceipt): Promise<void> {
    const [last] = await readList<DeletionReceipt>(receiptsOf(feed), 1)
    if (last && isEmpty(last) && isEmpty(receipt)) await redis.lset(receiptsOf(feed), 0, JSON.stringify(receipt))
    else await redis.lpush(receiptsOf(feed), JSON.stringify(receipt))
    await redis.ltrim(receiptsOf(feed), 0, MAX_HISTORY - 1)

    const recent = await readList<PassRecord>(passesOf(feed), RECENT)
    for (const [position, pass] of recent.entries()) {
      const completed = withReceipt(pass, receipt)
      if (completed) await redis.lset(passesOf(feed), position, JSON.stringify(completed))
    }
  }

  async function readList<Item>(key: string, limit: number): Promise<Item[]> {
    return (await redis.lrange(key, 0, limit - 1)).map((text) => JSON.parse(text) as Item)
  }

  return {
    onEvent(event) {
      const pass = record(event)
      if (pass && 'feed' in event && event.feed !== undefined) {
        const { feed } = event
        write(feed, () => savePass(feed, pass))
      }
      if (event.type === 'receipt') {
        lastReceipts.set(event.feed, event.receipt)
        write(event.feed, () => saveReceipt(event.feed, event.receipt))
      }
    },
    passes: (feed, limit) => readList(passesOf(feed), limit),
    receipts: (feed, limit) => readList(receiptsOf(feed), limit),
  }
}

function isEmpty({ activities, objects, complete }: DeletionReceipt): boolean {
  return complete && activities.removed === 0 && objects.removed === 0
}
