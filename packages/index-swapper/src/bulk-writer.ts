import { setTimeout as sleepFor } from 'node:timers/promises'
import { bulkBytes, type IndexOperation } from './bulk-body.ts'
import type { ClusterErrorCause, SearchCluster } from './cluster.ts'
import { BulkExhaustedError, FencedError } from './errors.ts'
import { sendBulk } from './send-bulk.ts'

/** A document that the cluster will never take. */
export interface RejectedDocument {
  readonly operation: IndexOperation
  readonly cause: ClusterErrorCause
}

export interface BulkTotals {
  readonly indexed: number
  /** Documents of which a newer version was there already. */
  readonly superseded: number
  readonly rejected: number
}

export interface BulkWriter {
  /**
   * Takes operations, in order. Resolves when there is room for more, which is not when they are indexed.
   *
   * @throws {FencedError | BulkExhaustedError} What an earlier request ended with; the writer is of no more use.
   */
  add(operations: readonly IndexOperation[]): Promise<void>
  /** Sends what is held back and waits for every answer. */
  flush(): Promise<BulkTotals>
}

export interface BulkWriterOptions {
  readonly signal: AbortSignal
  readonly onRejected: (document: RejectedDocument) => void
  /** Called before each repetition of a request's items. */
  readonly onRetry?: (retry: {
    items: number
    attempt: number
    waitMs: number
    cause: ClusterErrorCause
    disk: boolean
  }) => void
  /** A request is sent when it holds as many bytes: default 5 MiB. */
  readonly batchBytes?: number
  /** Requests at once: default 2. */
  readonly maxInFlight?: number
  /** How often one item is sent before {@link BulkExhaustedError}: default 8, in about half a minute. */
  readonly maxAttempts?: number
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  readonly random?: () => number
}

const BASE_DELAY_MS = 200
const MAX_DELAY_MS = 15_000

/** Indexes any number of documents: in batches cut by bytes, few at once, only what was not taken sent again. */
export function createBulkWriter(cluster: SearchCluster, options: BulkWriterOptions): BulkWriter {
  const { signal, onRejected, onRetry, batchBytes = 5 * 2 ** 20, maxInFlight = 2, maxAttempts = 8 } = options
  const { sleep = abortableSleep, random = Math.random } = options
  const totals = { indexed: 0, superseded: 0, rejected: 0 }
  const inFlight = new Set<Promise<void>>()
  let failure: { error: unknown } | undefined
  let batch: IndexOperation[] = []
  let bytes = 0

  async function send(operations: readonly IndexOperation[]): Promise<void> {
    let left = operations
    for (let attempt = 1; ; attempt += 1) {
      const verdicts = await sendBulk(cluster, left, { signal })
      const retry: IndexOperation[] = []
      let last: { cause: ClusterErrorCause; disk: boolean } | undefined
      for (const [position, verdict] of verdicts.entries()) {
        const operation = left[position] as IndexOperation
        if (verdict.type === 'fenced') throw new FencedError(operation.alias)
        if (verdict.type === 'retry') {
          retry.push(operation)
          last = verdict
        } else {
          totals[verdict.type] += 1
          if (verdict.type === 'rejected') onRejected({ operation, cause: verdict.cause })
        }
      }
      if (!last) return
      if (attempt === maxAttempts) throw new BulkExhaustedError(retry.length, attempt, last.cause)
      const waitMs = Math.round(random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempt))
      onRetry?.({ items: retry.length, attempt, waitMs, ...last })
      await sleep(waitMs, signal)
      left = retry
    }
  }

  function dispatch(): void {
    if (batch.length === 0) return
    const sending = send(batch)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => inFlight.delete(sending))
    inFlight.add(sending)
    batch = []
    bytes = 0
  }

  function check(): void {
    if (failure) throw failure.error
    signal.throwIfAborted()
  }

  return {
    async add(operations) {
      for (const operation of operations) {
        check()
        batch.push(operation)
        bytes += bulkBytes(operation)
        if (bytes < batchBytes) continue
        dispatch()
        while (inFlight.size >= maxInFlight) await Promise.race(inFlight)
      }
      check()
    },
    async flush() {
      dispatch()
      await Promise.all(inFlight)
      check()
      return { ...totals }
    },
  }
}

async function abortableSleep(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal })
}
