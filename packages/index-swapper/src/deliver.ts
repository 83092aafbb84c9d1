import { type BulkAction, type BulkActions, bulkBytes } from './bulk-action.ts'
import type { BulkLimit } from './bulk-limit.ts'
import { type BulkItemVerdict, isDiskFull } from './classify-bulk-item.ts'
import type { ClusterErrorCause, SearchCluster } from './cluster.ts'
import { BulkExhaustedError, ClusterRefusedError, FencedError, IndexSwapError } from './errors.ts'
import { sendBulk } from './send-bulk.ts'

/** What became of an action for good. */
export type Outcome = Extract<BulkItemVerdict, { type: 'indexed' | 'superseded' | 'rejected' }>

export interface Retry {
  readonly items: number
  readonly attempt: number
  readonly waitMs: number
  readonly cause: ClusterErrorCause
  /** The disk's flood stage: waited for without end. */
  readonly disk: boolean
}

export interface DeliveryOptions {
  readonly signal: AbortSignal
  readonly limit: BulkLimit
  readonly retryForMs: number
  /** A document that takes more is given up alone when the cluster has had no room for it for so long. */
  readonly largeBytes: number
  readonly onRetry: (retry: Retry) => void
  readonly onDiskFull: () => Promise<void>
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly random: () => number
}

export interface Delivery {
  /**
   * Sends actions until the cluster has said for good what becomes of each: only those again that it could not take.
   *
   * @param options.refresh Whether what is written is searchable when it is answered: default false.
   * @throws {FencedError} As soon as a write alias is gone.
   * @throws {BulkExhaustedError} When the cluster has been overloaded or away for too long.
   */
  deliver(actions: BulkActions, options?: { readonly refresh?: boolean }): Promise<Outcome[]>
  /** Repeats any other request in the same way, while its failure is one that passes. */
  persist<Answer>(attempt: () => Promise<Answer>): Promise<Answer>
}

interface Trouble {
  readonly cause: ClusterErrorCause
  readonly disk: boolean
  /** Whether something was taken: then the waiting starts anew. */
  readonly isProgress?: boolean
}

const BASE_DELAY_MS = 200
const MAX_DELAY_MS = 15_000
/** A full disk is not freed in a second. */
const BASE_DISK_DELAY_MS = 5_000
const MAX_DISK_DELAY_MS = 30_000

export function createDelivery(cluster: SearchCluster, options: DeliveryOptions): Delivery {
  const { signal, limit, retryForMs, largeBytes, onRetry, onDiskFull, sleep, random } = options
  let isFlooded = false

  function startRetrying(): (items: number, trouble: Trouble) => Promise<void> {
    let attempt = 0
    let troubledMs = 0
    let answeredAt = performance.now()
    return async (items, { cause, disk, isProgress = false }) => {
      attempt = isProgress ? 1 : attempt + 1
      troubledMs = isProgress ? 0 : troubledMs + performance.now() - answeredAt
      // no document is lost to a full disk: people see it, free it, and the writing goes on
      if (disk) troubledMs = 0
      if (troubledMs >= retryForMs)
        throw new BulkExhaustedError(items, { attempts: attempt, ms: troubledMs, last: cause })
      if (disk && !isFlooded) {
        isFlooded = true
        // whatever it could not do, the waiting goes on
        await onDiskFull().catch(() => undefined)
      }
      const [base, most] = disk ? [BASE_DISK_DELAY_MS, MAX_DISK_DELAY_MS] : [BASE_DELAY_MS, MAX_DELAY_MS]
      const waitMs = Math.round(random() * Math.min(most, base * 2 ** attempt))
      onRetry({ items, attempt, waitMs, cause, disk })
      await sleep(waitMs, signal)
      // a clock of the caller's own may have slept for no time at all
      answeredAt = performance.now()
      troubledMs += waitMs
    }
  }

  async function deliver(actions: BulkActions, { refresh = false } = {}): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    const retry = startRetrying()
    const { memory } = limit
    let left = Array.from({ length: actions.length }, (_, position) => position)
    while (left.length > 0) {
      const sent = left.length === actions.length ? actions : left.map((position) => actions.at(position) as BulkAction)
      const verdicts = await limit.run(() => sendBulk(cluster, sent, { memory, refresh, signal }), {
        overloaded,
        signal,
      })
      const again: number[] = []
      let trouble: Trouble | undefined
      for (let place = 0; place < verdicts.length; place += 1) {
        const [verdict, position] = [verdicts[place] as BulkItemVerdict, left[place] as number]
        if (verdict.type === 'fenced') throw new FencedError((actions.at(position) as BulkAction).alias)
        if (verdict.type === 'retry') {
          again.push(position)
          if (!trouble?.disk) trouble = verdict
        } else outcomes[position] = verdict
      }
      if (!trouble?.disk) isFlooded = false
      try {
        if (trouble) await retry(again.length, { ...trouble, isProgress: again.length < left.length })
      } catch (error) {
        // one document that is too much for the cluster's memory must not stop all others for ever
        const isLarge = sent.length === 1 && bulkBytes(sent.at(0) as BulkAction) > largeBytes
        if (!(error instanceof BulkExhaustedError) || !isLarge) throw error
        outcomes[left[0] as number] = { type: 'rejected', cause: error.last }
        break
      }
      left = again
    }
    return outcomes
  }

  async function persist<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    const retry = startRetrying()
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        signal.throwIfAborted()
        const trouble = passing(error)
        if (!trouble) throw error
        await retry(1, trouble)
      }
    }
  }

  return { deliver, persist }
}

function overloaded(verdicts: readonly BulkItemVerdict[]): boolean {
  return verdicts.some((verdict) => verdict.type === 'retry' && !verdict.disk)
}

/** What the same request may not meet again later; `undefined` for any other failure. */
function passing(error: unknown): Trouble | undefined {
  if (!(error instanceof IndexSwapError)) return undefined
  const cause = error instanceof ClusterRefusedError ? error.refusal : { type: error.code, reason: error.message }
  const disk = isDiskFull(cause)
  return error.retryable || disk ? { cause, disk } : undefined
}
