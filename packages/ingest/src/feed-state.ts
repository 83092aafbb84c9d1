/** The page at which a tail goes on, and the one before it, where the format says which that is. */
export interface TailPlace {
  readonly url: string
  readonly previous?: string | undefined
}

/**
 * What is worth remembering of a feed from one process to the next. Losing it costs freshness until the next pass is
 * over, never correctness.
 */
export interface FeedState {
  /** Which feeds there are, for processes whose own configuration does not say. */
  saveFeeds(feedIds: readonly string[]): Promise<void>
  /** The page at which the tail goes on, if it was saved for this seed. */
  loadTail(feed: { id: string; seed: string }): Promise<TailPlace | undefined>
  saveTail(feed: { id: string; seed: string }, place: TailPlace): Promise<void>
  /** Whether an operator has paused the feed: it stays so, whoever reads it next. */
  loadPaused(feedId: string): Promise<boolean>
  savePaused(feedId: string, paused: boolean): Promise<void>
  /** The feed is healthy for as long, unless it is marked again before. */
  markGreen(feedId: string, forMs: number): Promise<void>
}

/** A state that ends with the process. */
export function memoryFeedState(): FeedState {
  const tails = new Map<string, { seed: string; place: TailPlace }>()
  const paused = new Set<string>()
  return {
    async loadTail({ id, seed }) {
      const saved = tails.get(id)
      return saved?.seed === seed ? saved.place : undefined
    },
    async saveTail({ id, seed }, place) {
      tails.set(id, { seed, place })
    },
    async loadPaused(feedId) {
      return paused.has(feedId)
    },
    async savePaused(feedId, isPaused) {
      if (isPaused) paused.add(feedId)
      else paused.delete(feedId)
    },
    async saveFeeds() {},
    async markGreen() {},
  }
}
