import { type BulkLimit, createBulkLimit } from '@as/index-swapper'

/**
 * What the passes of one process share of the cluster and of memory: however many run at once, they send as many
 * requests as one would, and hold little more.
 */
export interface BulkShare {
  readonly limit: BulkLimit
  /** How large a pass's batches are at present. */
  readonly batchBytes: () => number
  /** Counts a pass in, until it is disposed of. */
  join(): Disposable
}

/** All batches that are being filled at one time, those of many small ones aside. */
const ALL_BATCHES_BYTES = 16 * 2 ** 20
const MAX_BATCH_BYTES = 5 * 2 ** 20
/** Smaller ones would cost more requests than they save memory. */
const MIN_BATCH_BYTES = 2 ** 19

export function createBulkShare(): BulkShare {
  let passes = 0
  return {
    limit: createBulkLimit(),
    batchBytes: () => Math.min(MAX_BATCH_BYTES, Math.max(MIN_BATCH_BYTES, ALL_BATCHES_BYTES / Math.max(1, passes))),
    join() {
      passes += 1
      return {
        [Symbol.dispose]() {
          passes -= 1
        },
      }
    },
  }
}
