import { ReadTimeoutError } from './errors.ts'

/** So many turns of the microtask queue are enough for what is in memory: it needs no timer. */
const memoryTurns = 8

/** Most other reads are over sooner, and need not know whether the caller is still there. */
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
  options: ReadWithinOptions,
  read: (signal: () => AbortSignal) => Promise<T>,
): Promise<T> {
  let controller: AbortController | undefined
  const signal = () => {
    controller ??= new AbortController()
    return controller.signal
  }
  const reading = Promise.resolve(read(signal))
  let isOver = false
  const over = () => {
    isOver = true
  }
  reading.then(over, over)
  for (let turn = 0; turn < memoryTurns && !isOver; turn++) await Promise.resolve()
  return isOver ? reading : endWithin(options, reading, (reason) => controller?.abort(reason))
}

async function endWithin<T>(
  { timeoutMs, caller }: ReadWithinOptions,
  reading: Promise<T>,
  abort: (reason: unknown) => void,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let left: AbortSignal | undefined
  let leave = () => {}
  const ended = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      abort(reason)
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
    return await Promise.race([ended, reading])
  } finally {
    clearTimeout(timer)
    left?.removeEventListener('abort', leave)
  }
}
