/** A pass under way, as outgoing tells it. */
export interface RunningPass {
  /** ISO 8601. */
  readonly since: string
  readonly pages: number
  readonly activities: number
  /** As many as the pass before had; `undefined` for the first. */
  readonly expectedActivities?: number | undefined
}

export interface PassProgress {
  readonly elapsedMs: number
  /** From 0 to 0.99: a pass that is longer than the one before is still not over. `undefined` where nothing is known. */
  readonly share?: number
  readonly leftMs?: number
}

/** Too early to say how long a pass takes: both have to be reached. */
const MIN_SHARE = 0.02
const MIN_ELAPSED_MS = 500

/** How far a pass is, and how long it will probably take yet: as fast as so far, to as many as the last one had. Pure. */
export function passProgress({ since, activities, expectedActivities }: RunningPass, now: number): PassProgress {
  const elapsedMs = Math.max(0, now - Date.parse(since))
  if (!expectedActivities) return { elapsedMs }
  const share = Math.min(0.99, activities / expectedActivities)
  if (activities >= expectedActivities || share < MIN_SHARE || elapsedMs < MIN_ELAPSED_MS) return { elapsedMs, share }
  return { elapsedMs, share, leftMs: (elapsedMs / share) * (1 - share) }
}
