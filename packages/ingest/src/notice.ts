/** Wakes whoever waits for something to change. */
export interface Notice {
  tell(): void
  /** Resolves at the next `tell()`. @throws The signal's reason, once it is aborted. */
  wait(signal: AbortSignal): Promise<void>
}

export function createNotice(): Notice {
  let next = Promise.withResolvers<void>()
  return {
    tell() {
      next.resolve()
      next = Promise.withResolvers<void>()
    },
    async wait(signal) {
      signal.throwIfAborted()
      const ended = Promise.withResolvers<never>()
      const end = () => ended.reject(signal.reason as Error)
      signal.addEventListener('abort', end, { once: true })
      await Promise.race([next.promise, ended.promise]).finally(() => signal.removeEventListener('abort', end))
    },
  }
}
