/** Work of one feed that nothing waits for: one after the other, few at a time in the queue. */
export interface Background {
  /** Returns false, without running it, where too much waits already. */
  run(work: () => Promise<void>): boolean
  /** How much there is, with what runs. */
  readonly waiting: number
  /** Resolves when everything has ended. */
  ended(): Promise<void>
}

/** @param maxWaiting How much may wait beside what runs. */
export function createBackground(maxWaiting: number): Background {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return {
    get waiting() {
      return waiting
    },
    run(work) {
      if (waiting > maxWaiting) return false
      waiting += 1
      last = last
        .catch(() => undefined)
        .then(work)
        .finally(() => {
          waiting -= 1
        })
      last.catch(() => undefined)
      return true
    },
    async ended() {
      await last.catch(() => undefined)
    },
  }
}
