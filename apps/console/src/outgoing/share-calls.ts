/** How many answers are remembered at once; the oldest go first. */
const MAX_REMEMBERED = 1_000

/**
 * Lets many askers share an answer: who asks for the same key while an answer is on its way, or for `ttlMs` after it came,
 * gets that one. Failures are not remembered.
 */
export function shareCalls(ttlMs: number, now: () => number = Date.now) {
  const answers = new Map<string, { readonly until: number | undefined; readonly answer: Promise<unknown> }>()
  return {
    ask<Answer>(key: string, question: () => Promise<Answer>): Promise<Answer> {
      const known = answers.get(key)
      if (known && (known.until === undefined || now() < known.until)) return known.answer as Promise<Answer>
      const answer = question()
      answers.delete(key)
      answers.set(key, { until: undefined, answer })
      const oldest = answers.size > MAX_REMEMBERED ? answers.keys().next().value : undefined
      if (oldest !== undefined) answers.delete(oldest)
      answer.then(
        () => answers.get(key)?.answer === answer && answers.set(key, { until: now() + ttlMs, answer }),
        () => answers.get(key)?.answer === answer && answers.delete(key),
      )
      return answer
    },
    /** After a change: nobody gets an answer from before it. */
    forget: () => answers.clear(),
  }
}
