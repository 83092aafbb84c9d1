/** One request on its way. */
export interface Asked<Answer> {
  readonly what: string
  readonly answered: Promise<Answer>
  /** True once nobody waits for the answer any more. */
  readonly isAbandoned: boolean
  /** Nobody will hear the answer: not even that there is none. */
  abandon(): void
  /** Carries it out, once. */
  arrive(): void
  /** Carries it out, and answers it. */
  answer(): void
  /** Answers it with an error, carried out or not. */
  fail(error: Error, options: { arrives: boolean }): void
}

/** @param signal Once aborted, the sender waits no longer; the request may arrive all the same. */
export function ask<Answer>(what: string, carryOut: () => Answer, signal: AbortSignal | undefined): Asked<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let outcome: { answer: Answer } | { error: unknown } | undefined
  let isAbandoned = false
  const stopWaiting = () => {
    isAbandoned = true
    reject(signal?.reason as Error)
  }
  signal?.addEventListener('abort', stopWaiting, { once: true })
  const one: Asked<Answer> = {
    what,
    answered: promise,
    get isAbandoned() {
      return isAbandoned
    },
    abandon() {
      isAbandoned = true
      signal?.removeEventListener('abort', stopWaiting)
    },
    arrive() {
      outcome ??= attempt(carryOut)
    },
    answer() {
      signal?.removeEventListener('abort', stopWaiting)
      one.arrive()
      if (isAbandoned || !outcome) return
      if ('answer' in outcome) resolve(outcome.answer)
      else reject(outcome.error as Error)
    },
    fail(error, { arrives }) {
      signal?.removeEventListener('abort', stopWaiting)
      if (arrives) one.arrive()
      if (!isAbandoned) reject(error)
    },
  }
  return one
}

function attempt<Answer>(carryOut: () => Answer): { answer: Answer } | { error: unknown } {
  try {
    return { answer: carryOut() }
  } catch (error) {
    return { error }
  }
}
