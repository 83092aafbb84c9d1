import type { PageRequester, SourceFormat } from '@as/feed-client'
import type { GuardLimits } from './guard.ts'

/** One source's stream, and how it is to be read. */
export interface Feed {
  /** Names the feed in indexes, logs and metrics. */
  readonly id: string
  /** The feed's first URL. */
  readonly seed: string
  readonly format: SourceFormat
  /** Asks the source for one page, with the feed's credentials. */
  readonly requestPage: PageRequester
  /** From one pass's start to the next one's; a longer pass is followed by the next at once. */
  readonly passIntervalMs: number
  /** Between two pages of a pass. */
  readonly pageIntervalMs: number
  /** Between two rounds of the tail. */
  readonly tailIntervalMs: number
  /** How long to wait after the first, second, … failure in a row; the last one goes on for ever. */
  readonly retryIntervalsMs: readonly number[]
  /** Whether a `Delete` also removes the feed's earlier activities about its object, which carry what it held. */
  readonly forgetDeleted: boolean
  /** When what a pass filled is held instead of published. */
  readonly guard: GuardLimits
  /** For how long after a good pass the feed counts as healthy. */
  readonly graceMs: number
}

/** Time, as ingest needs it: tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}
