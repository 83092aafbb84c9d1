/** How long a piece of work may take, and who else may stop it. */
export interface Deadline {
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** What to reject with when the time is over. */
  readonly timeoutError: () => Error
}

/**
 * Does work until it is done, the time is over, or the caller stops it, whichever is first; also work that does not
 * heed its signal.
 *
 * @throws What `timeoutError` makes, or the caller's reason to stop, or what the work throws.
 */
export async function withDeadline<Result>(
  { timeoutMs, signal, timeoutError }: Deadline,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true })
  })
  const stop = (): void => controller.abort(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(() => controller.abort(timeoutError()), timeoutMs)
  try {
    return await Promise.race([stopped, work(controller.signal)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
