import { setTimeout as sleepFor } from 'node:timers/promises'
import { bulkBytes, type IndexOperation } from './bulk-action.ts'
import { type BulkLimit, createBulkLimit } from './bulk-limit.ts'
import type { ClusterErrorCause, SearchCluster } from './cluster.ts'
import { createDelivery, type Retry } from './deliver.ts'
import type { DocumentBatch } from './document-batch.ts'
import { holdOperations, type TakenBatch } from './held-operations.ts'
import { faultOf } from './operation-fault.ts'
import { type Placement, placeDocuments } from './place-documents.ts'

/** A document that the index's mapping refuses. */
export interface RefusedDocument {
  readonly operation: IndexOperation
  readonly cause: ClusterErrorCause
}

/** A document that the cluster will never take. */
export interface RejectedDocument extends RefusedDocument {
  /** Why the lenient index did not take it either; absent where there is none. */
  readonly lenient?: ClusterErrorCause
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
  /** Called for each document that went to the lenient index. */
  readonly onLenient?: (document: RefusedDocument) => void
  /** Called before each repetition of a request's items. */
  readonly onRetry?: (retry: Retry) => void
  /**
   * Called once each time the disk's flood stage begins, before the waiting for it to end, which lasts as long as it
   * does: the place to delete what is not needed. Its failure is nobody's.
   */
  readonly onDiskFull?: () => Promise<void>
  /**
   * How many bytes are held back: when there are more, those for the write alias that most of them are for are sent. A
   * function is asked again and again. Default: 5 MiB.
   */
  readonly batchBytes?: number | (() => number)
  /** Batches at once, in memory and on their way: default 3. The limit says how many of them the cluster has to do with. */
  readonly maxInFlight?: number
  /** Default: one of this writer's own, up to `maxInFlight`. */
  readonly limit?: BulkLimit
  /**
   * Whether what is indexed is searchable when it is answered: for a few documents that somebody waits for, as each
   * request makes a segment. What is superseded need not be, nor what goes to the lenient index. Default: false.
   */
  readonly refresh?: boolean
  /** How long a cluster that is overloaded or away is waited for before {@link BulkExhaustedError}: default 120,000. */
  readonly retryForMs?: number
  /** The cluster's `http.max_content_length`, which a document has to fit in: default 100 MiB, as OpenSearch's. */
  readonly maxRequestBytes?: number
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  readonly random?: () => number
}

const DEFAULT_BATCH_BYTES = 5 * 2 ** 20

/**
 * Indexes any number of documents: in batches cut by bytes, few at once, only what was not taken sent again. Holds at
 * most twice as many bytes as `maxInFlight` batches and one being filled, or one document that is larger.
 */
export function createBulkWriter(cluster: SearchCluster, options: BulkWriterOptions): BulkWriter {
  const { onRejected, maxInFlight = 3, maxRequestBytes = 100 * 2 ** 20, refresh = false } = options
  const { batchBytes: given = DEFAULT_BATCH_BYTES } = options
  const batchBytes = typeof given === 'function' ? given : () => given
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const limit = options.limit ?? createBulkLimit({ max: maxInFlight })
  const delivery = createDelivery(cluster, {
    signal,
    limit,
    retryForMs: options.retryForMs ?? 120_000,
    largeBytes: typeof given === 'function' ? DEFAULT_BATCH_BYTES : given,
    onRetry: options.onRetry ?? (() => undefined),
    onDiskFull: options.onDiskFull ?? (() => Promise.resolve()),
    sleep: options.sleep ?? abortableSleep,
    random: options.random ?? Math.random,
  })
  const totals = { indexed: 0, superseded: 0, rejected: 0 }
  const inFlight = new Set<Promise<void>>()
  let bytesInFlight = 0
  let failure: { error: unknown } | undefined
  const held = holdOperations(limit.memory)

  async function send(batch: DocumentBatch): Promise<void> {
    const placements = await placeDocuments(cluster, batch, { delivery, refresh, signal })
    for (let position = 0; position < placements.length; position += 1) {
      const placement = placements[position] as Placement
      totals[placement.type === 'lenient' ? 'indexed' : placement.type] += 1
      if (placement.type === 'lenient') options.onLenient?.({ operation: batch.at(position), cause: placement.cause })
      if (placement.type === 'rejected') reject(batch.at(position), placement)
    }
  }

  function reject(
    operation: IndexOperation,
    { cause, lenient }: { cause: ClusterErrorCause; lenient?: ClusterErrorCause },
  ): void {
    onRejected(lenient ? { operation, cause, lenient } : { operation, cause })
  }

  function hasRoom(): boolean {
    const most = 2 * maxInFlight * batchBytes()
    return inFlight.size === 0 || (inFlight.size < maxInFlight && bytesInFlight + held.bytes <= most)
  }

  async function dispatch(take: () => TakenBatch | undefined): Promise<void> {
    while (!hasRoom()) await Promise.race(inFlight)
    const taken = take()
    if (!taken) return
    const { bytes } = taken.batch
    bytesInFlight += bytes
    const sending = send(taken.batch)
      .then(taken.giveBack)
      .catch((error: unknown) => {
        failure ??= { error }
        failed.abort()
      })
      .finally(() => {
        inFlight.delete(sending)
        bytesInFlight -= bytes
      })
    inFlight.add(sending)
  }

  function check(): void {
    options.signal.throwIfAborted()
    if (failure) throw failure.error
  }

  return {
    async add(operations) {
      check()
      for (const operation of operations) {
        if (failure) throw failure.error
        const size = bulkBytes(operation)
        const fault = faultOf(operation, { size, maxRequestBytes })
        if (fault) {
          totals.rejected += 1
          reject(operation, { cause: fault })
          continue
        }
        // a large document goes alone, so that no request is larger than it has to be
        if (held.bytes + size > 2 * batchBytes()) await dispatch(held.takeAll)
        held.hold(operation, size)
        while (held.bytes >= batchBytes()) await dispatch(held.takeLargest)
      }
      check()
    },
    async flush() {
      await dispatch(held.takeAll)
      await Promise.all(inFlight)
      check()
      return { ...totals }
    },
  }
}

async function abortableSleep(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal })
}
