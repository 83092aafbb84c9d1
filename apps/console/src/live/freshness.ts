/** How fresh what readers of a feed find is, as seen through the query API. Times are milliseconds since 1970. */
export interface Freshness {
  /** When something new was last seen. */
  readonly lastAt: number
  /** How long that had been published before it was seen: at most one look longer than it took. */
  readonly delayMs: number
  /** How often something new is usually seen; `undefined` before that can be said. */
  readonly usualIntervalMs: number | undefined
  /** Delays, oldest first, one for each look; `undefined` for one that found nothing new. */
  readonly delays: readonly (number | undefined)[]
}

/** What is remembered of a feed between looks. */
export interface FreshnessRecord {
  /** When the newest activity that a search found was published; 0 where none was found. */
  readonly newest: number
  /** Undefined until something new was seen after the first look: what was there before says nothing. */
  readonly freshness?: Freshness
  /** When something new was seen, the last few times. */
  readonly arrivals: readonly number[]
}

const MAX_SAMPLES = 60
const MAX_ARRIVALS = 12
/** So many arrivals make a habit. */
const MIN_ARRIVALS = 5

/**
 * What a look at a feed adds to what is known of it. Pure.
 *
 * @param newest When the newest activity found was published; `undefined` where none was found.
 * @param now When the answer came.
 */
export function nextFreshness(
  record: FreshnessRecord | undefined,
  newest: number | undefined,
  now: number,
): FreshnessRecord {
  if (!record) return { newest: newest ?? 0, arrivals: [] }
  const { freshness } = record
  const delays = freshness?.delays ?? []
  if (newest === undefined || newest <= record.newest) {
    return freshness ? { ...record, freshness: { ...freshness, delays: lastOf([...delays, undefined]) } } : record
  }
  // a source's clock may be ahead of ours
  const delayMs = Math.max(0, now - newest)
  const arrivals = [...record.arrivals, now].slice(-MAX_ARRIVALS)
  return {
    newest,
    arrivals,
    freshness: {
      lastAt: now,
      delayMs,
      usualIntervalMs: arrivals.length < MIN_ARRIVALS ? undefined : median(intervalsOf(arrivals)),
      delays: lastOf([...delays, delayMs]),
    },
  }
}

function lastOf(delays: readonly (number | undefined)[]): readonly (number | undefined)[] {
  return delays.slice(-MAX_SAMPLES)
}

function intervalsOf(moments: readonly number[]): number[] {
  return moments.slice(1).map((moment, position) => moment - (moments[position] ?? moment))
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
