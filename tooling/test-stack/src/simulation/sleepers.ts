interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** Who sleeps in a time that is not the machine's. */
export interface Sleepers {
  /** Rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** When the next one wakes. */
  next(): number | undefined
  /** Wakes whoever has slept long enough, in order. */
  wakeUp(): void
}

export function createSleepers(time: { readonly now: number }): Sleepers {
  const sleepers = new Set<Sleeper>()
  return {
    async sleep(ms, signal) {
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const sleeper = { until: time.now + ms, wake: resolve }
      const end = () => reject(signal.reason as Error)
      sleepers.add(sleeper)
      signal.addEventListener('abort', end, { once: true })
      await promise.finally(() => {
        sleepers.delete(sleeper)
        signal.removeEventListener('abort', end)
      })
    },
    next() {
      const times = [...sleepers].map(({ until }) => until)
      return times.length === 0 ? undefined : Math.min(...times)
    },
    wakeUp() {
      const due = [...sleepers].filter(({ until }) => until <= time.now).sort((a, b) => a.until - b.until)
      for (const sleeper of due) {
        sleepers.delete(sleeper)
        sleeper.wake()
      }
    },
  }
}
