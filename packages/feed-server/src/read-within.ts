import { ReadTimeoutError } from './errors.ts'

/**
 * Runs a read that ends, one way or the other, within a time, even when the read ignores its signal.
 *
 * @param caller Ends the read early as well: nobody waits for it any more.
 * @throws {ReadTimeoutError} If the time is over.
 * @throws The caller's reason, if the caller left.
 */
export async function readWithin<T>(
  timeoutMs: number,
  caller: AbortSignal,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  caller.throwIfAborted()
  const timeout = new AbortController()
  const timer = setTimeout(() => timeout.abort(new ReadTimeoutError(timeoutMs)), timeoutMs)
  const signal = AbortSignal.any([timeout.signal, caller])
  // listening before the read starts: the caller may leave while it does
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await Promise.race([aborted, read(signal)])
  } finally {
    clearTimeout(timer)
  }
}
