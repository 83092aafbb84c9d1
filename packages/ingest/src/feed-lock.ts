/** Runs one thing at a time, in the order asked. */
export type Lock = <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T>

/**
 * A feed's lock: a source never has two requests of ours in flight, as a pass and the tail take turns page by page.
 * Whoever gives up waiting leaves the queue.
 */
export function createLock(): Lock {
  let last: Promise<unknown> = Promise.resolve()
  return async (run, signal) => {
    const turn = last.then(async () => {
      signal.throwIfAborted()
      return await run()
    })
    last = turn.catch(() => undefined)
    return await turn
  }
}
