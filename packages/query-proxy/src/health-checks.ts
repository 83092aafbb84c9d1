/** What the checks ask. Everything here may reject: the check then says that it is down. */
export interface HealthSource {
  /** Whether Redis answers. */
  isUp(): Promise<boolean>
  /** Every configured feed, and whether a pass of it succeeded within its grace period. */
  feeds(): Promise<readonly { readonly id: string; readonly isGreen: boolean }[]>
}

export interface HealthCheckOptions {
  readonly source: HealthSource
  /** How long after the start feeds may not have reported yet. */
  readonly startupGraceMs: number
  readonly now: () => number
}

export interface HealthChecks {
  /** `__UP__\n` or `__DOWN__\n`: whether anybody could be served at all. */
  p1(): Promise<string>
  /**
   * `__UP__` or `__DOWN__`, ` (IN_STARTUP_GRACE_PERIOD)` while that lasts, then a line a feed: `{feed}:GREEN` or
   * `{feed}:RED`. Down when Redis is, or, after the grace period, when a feed is red.
   */
  p2(): Promise<string>
}

/** Makes the two checks that monitoring reads; their clock starts now. */
export function healthChecks({ source, startupGraceMs, now }: HealthCheckOptions): HealthChecks {
  const startedAt = now()
  const isUp = (): Promise<boolean> => source.isUp().catch(() => false)
  return {
    p1: async () => ((await isUp()) ? '__UP__\n' : '__DOWN__\n'),
    async p2() {
      const [up, feeds] = await Promise.all([isUp(), source.feeds().catch(() => undefined)])
      const isStarting = now() - startedAt < startupGraceMs
      const isGreen = up && feeds !== undefined && (isStarting || feeds.every((feed) => feed.isGreen))
      const first = `${isGreen ? '__UP__' : '__DOWN__'}${isStarting ? ' (IN_STARTUP_GRACE_PERIOD)' : ''}`
      const lines = (feeds ?? []).map((feed) => `${feed.id}:${feed.isGreen ? 'GREEN' : 'RED'}`)
      return [first, ...lines].map((line) => `${line}\n`).join('')
    },
  }
}
