import { setTimeout as wait } from 'node:timers/promises'
import { FeedClientError } from './errors.ts'
import { StatusError } from './request-errors.ts'

/** How a page that could not be read is tried again. Only failures that are `retryable` are. */
export interface RetryPolicy {
  /** How often one page is tried, the first time included. Default 8. */
  readonly maxTries?: number
  /** The first wait is between 0 and this; each further one may be twice as long. Default 500. */
  readonly firstWaitMs?: number
  /** No wait is longer, whatever Retry-After says. Default 60,000. */
  readonly maxWaitMs?: number
  /** Told before each wait. */
  readonly onRetry?: (retry: { error: FeedClientError; waitMs: number; tries: number }) => void
}

/** The ambient world of waiting. */
export interface Pauses {
  /** Rejects when the signal is aborted. Default: a timer. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
}

/**
 * Runs something until it succeeds, with waits of full jitter in between: the longest doubles from try to try, the true
 * one is a random part of it, so that many who failed together do not come back together.
 *
 * @param policy Undefined: nothing is tried twice.
 * @throws What it threw last, or the signal's reason.
 */
export async function withRetries<T>(
  run: () => Promise<T>,
  policy: RetryPolicy | undefined,
  { signal, sleep = sleepFor, random = Math.random }: Pauses & { signal: AbortSignal },
): Promise<T> {
  const { maxTries = 8, firstWaitMs = 500, maxWaitMs = 60_000, onRetry } = policy ?? { maxTries: 1 }
  for (let tries = 1; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof FeedClientError && error.retryable) || tries >= maxTries) throw error
      const jitterMs = random() * Math.min(maxWaitMs, firstWaitMs * 2 ** (tries - 1))
      const askedMs = error instanceof StatusError ? (error.retryAfterMs ?? 0) : 0
      const waitMs = Math.min(maxWaitMs, Math.max(jitterMs, askedMs))
      onRetry?.({ error, waitMs, tries })
      await sleepUntil(sleep(waitMs, signal), signal)
    }
  }
}

/** Waits for a sleep; what an aborted one throws becomes the signal's own reason. */
export async function sleepUntil(slept: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await slept
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
  signal.throwIfAborted()
}

/** A timer. @throws When the signal is aborted. */
export async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal })
}
