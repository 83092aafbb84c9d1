/** Lets through one of a kind every so often. */
export interface RateLimit {
  /** @returns How many of the same topic were held back since the last, or `undefined` if this one is. */
  take(topic: string): { readonly suppressed: number } | undefined
}

/** Topics that are remembered; of more, the oldest are forgotten. */
const MAX_TOPICS = 1_000

/** @param options.everyMs How long after one the next of the same topic is let through. */
export function createRateLimit({ everyMs, now }: { everyMs: number; now: () => number }): RateLimit {
  const topics = new Map<string, { at: number; suppressed: number }>()
  return {
    take(topic) {
      const last = topics.get(topic)
      if (last && now() - last.at < everyMs) {
        last.suppressed += 1
        return undefined
      }
      topics.delete(topic)
      topics.set(topic, { at: now(), suppressed: 0 })
      for (const oldest of topics.keys()) {
        if (topics.size <= MAX_TOPICS) break
        topics.delete(oldest)
      }
      return { suppressed: last?.suppressed ?? 0 }
    },
  }
}
