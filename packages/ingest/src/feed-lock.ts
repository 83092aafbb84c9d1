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

/**
 * Takes a lock until it is disposed of.
 *
 * @throws The signal's reason, if it is aborted by then.
 */
export async function hold(lock: Lock, signal: AbortSignal): Promise<Disposable> {
  const [taken, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holding = async () => {
    taken.resolve()
    await released.promise
  }
  lock(holding, signal).catch(taken.reject)
  await taken.promise
  return { [Symbol.dispose]: released.resolve }
}
