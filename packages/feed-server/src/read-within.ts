import { ReadTimeoutError } from './errors.ts'

/** Most reads are over sooner, and need not know whether the caller is still there. */
const shortMs = 10

export interface ReadWithinOptions {
  readonly timeoutMs: number
  /** Ends the read early: nobody waits for it any more. Looked at late, as servers make it only when it is asked for. */
  readonly caller?: () => AbortSignal
}

/**
 * Runs a read that ends, one way or the other, within a time, even when the read ignores its signal.
 *
 * @param read Is given what makes the signal: a read that never looks at it goes without.
 * @throws {ReadTimeoutError} If the time is over.
 * @throws The caller's reason, if the caller left.
 */
export async function readWithin<T>(
  { timeoutMs, caller }: ReadWithinOptions,
  read: (signal: () => AbortSignal) => Promise<T>,
): Promise<T> {
  let controller: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let left: AbortSignal | undefined
  let leave = () => {}
  const signal = () => {
    controller ??= new AbortController()
    return controller.signal
  }
  const ended = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      controller?.abort(reason)
      reject(reason)
    }
    const isOver = () => end(new ReadTimeoutError(timeoutMs))
    const isLong = () => {
      timer = setTimeout(isOver, timeoutMs - shortMs)
      left = caller?.()
      leave = () => end(left?.reason)
      if (left?.aborted) leave()
      else left?.addEventListener('abort', leave, { once: true })
    }
    timer = timeoutMs > shortMs ? setTimeout(isLong, shortMs) : setTimeout(isOver, timeoutMs)
  })
  try {
    return await Promise.race([ended, read(signal)])
  } finally {
    clearTimeout(timer)
    left?.removeEventListener('abort', leave)
  }
}
