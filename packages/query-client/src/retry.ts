import { QueryClientError, RateLimitedError, UnavailableError } from './errors.ts'

/** When a failed request is sent again. */
export interface RetryPolicy {
  /** Most times that one request is sent again. */
  readonly retries: number
  /** Longest wait; a service that asks for a longer one is not asked again. */
  readonly maxRetryWaitMs: number
  /** Waits. Rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  /** From 0 up to 1. */
  readonly random: () => number
}

const FIRST_WAIT_MS = 250

/**
 * Does something until it succeeds, fails for good, or has been tried often enough. What a service asks for by
 * Retry-After is waited for; else some time up to 250 ms, 500 ms, 1 s, …: all who failed at once should not come back
 * at once.
 *
 * @throws What the last attempt threw.
 */
export async function withRetries<Result>(
  { retries, maxRetryWaitMs, sleep, random }: RetryPolicy,
  signal: AbortSignal | undefined,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (failed >= retries || !isWorthwhile(error)) throw error
      const asked =
        error instanceof RateLimitedError || error instanceof UnavailableError ? error.retryAfterMs : undefined
      const waitMs = asked ?? random() * Math.min(maxRetryWaitMs, FIRST_WAIT_MS * 2 ** failed)
      if (waitMs > maxRetryWaitMs) throw error
      await sleep(waitMs, signal)
    }
  }
}

/** A search that took too long would take as long again, and the service with it. */
function isWorthwhile(error: unknown): boolean {
  return error instanceof QueryClientError && error.retryable && error.code !== 'timeout'
}

/** Waits by a timer. */
export function sleepFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
