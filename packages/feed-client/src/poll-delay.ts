/** How a source that does not hold requests is asked for news. */
export interface PollLimits {
  /** The shortest pause, kept while there is news. Default 100. */
  readonly minPollMs: number
  /** The longest, reached when there has been none for a while. Default 5,000. */
  readonly maxPollMs: number
}

const growth = 1.5

/**
 * The pause after a round of the tail: the shortest after news, else half as long again as the one before, a random
 * fifth more or less, so that readers who started together spread out.
 *
 * @param lastMs The pause before; 0 for none.
 * @param random From 0 to 1.
 */
export function pollDelay(
  lastMs: number,
  isNews: boolean,
  { minPollMs, maxPollMs }: PollLimits,
  random: number,
): number {
  if (isNews || lastMs === 0) return minPollMs
  return Math.min(maxPollMs, Math.max(minPollMs, lastMs * growth * (0.8 + 0.4 * random)))
}
