import type { FeedEntry } from '../outgoing/wire.ts'
import type { Freshness } from './freshness.ts'

export type Level = 'red' | 'amber' | 'green'

/** How a feed is, for people: a sentence, and the moment that it speaks of. */
export interface Judgement {
  readonly level: Level
  /** Without a full stop, and without times, which would be wrong a second later. */
  readonly why: string
  /** What goes before the moment: `last good pass`. */
  readonly since?: { readonly what: string; readonly at: string }
}

export interface JudgementLimits {
  /** How long readers may go without a good pass of a source that fails, before that is red: default 120,000. */
  readonly failingMs: number
  /** The same, in passes: a feed whose passes take an hour is not red after two minutes. Default 3. */
  readonly failingPasses: number
  /** For how long a failure of the tail counts, as no success of a quiet tail is told: default 180,000. */
  readonly tailFailureMs: number
  /** How long a feed that keeps sending may be silent: default 300,000, and 20 times its usual interval. */
  readonly silentMs: number
}

const SILENT_INTERVALS = 20

const defaultJudgementLimits: JudgementLimits = {
  failingMs: 120_000,
  failingPasses: 3,
  tailFailureMs: 180_000,
  silentMs: 300_000,
}

/** Judges one feed. Pure; the first that applies, worst first. */
export function judgeFeed(
  entry: FeedEntry,
  freshness: Freshness | undefined,
  { now, limits = defaultJudgementLimits }: { now: number; limits?: JudgementLimits },
): Judgement {
  const { published, failure, held, deadLetters = 0 } = entry
  const lastGood = published ? { since: { what: 'last good pass', at: published.at } } : {}
  if (entry.holder === undefined) {
    return { level: 'red', why: 'No instance of outgoing reads this feed', ...lastGood }
  }
  if (failure && fails(entry, now, limits)) {
    const why = `${failure.ingest === 'updates' ? 'Its tail' : 'Its last pass'} failed: ${failure.reason}`
    if (!published) return { level: 'red', why, since: { what: 'failed', at: failure.at } }
    const patience = Math.max(limits.failingMs, limits.failingPasses * (entry.lastPassMs ?? published.ms))
    const isLong = now - Date.parse(published.at) > patience
    return { level: isLong ? 'red' : 'amber', why: isLong ? why : `${why}; it is tried again`, ...lastGood }
  }
  if (held) {
    return {
      level: 'amber',
      why: `A generation waits for a decision: ${held.reason}`,
      since: { what: 'held', at: held.since },
    }
  }
  if (entry.paused) return { level: 'amber', why: 'Paused: no new pass starts' }
  if (!published) {
    const why = entry.running ? 'Its first pass is under way' : 'Waiting for its first pass'
    return { level: 'amber', why, ...(entry.running && { since: { what: 'begun', at: entry.running.since } }) }
  }
  if (freshness && isSilent(freshness, now, limits)) {
    const why = 'Nothing new has become visible, though this feed usually keeps sending'
    return { level: 'amber', why, since: { what: 'last', at: new Date(freshness.lastAt).toISOString() } }
  }
  if (deadLetters > 0) {
    const why = `${deadLetters === 1 ? 'One document is' : `${deadLetters} documents are`} refused; everything else is searchable`
    return { level: 'amber', why }
  }
  return { level: 'green', why: 'Everything is searchable' }
}

function fails({ failure, tail }: FeedEntry, now: number, { tailFailureMs }: JudgementLimits): boolean {
  if (!failure) return false
  if (failure.ingest !== 'updates') return true
  const failedAt = Date.parse(failure.at)
  return now - failedAt < tailFailureMs && !(tail && Date.parse(tail.at) > failedAt)
}

function isSilent({ lastAt, usualIntervalMs }: Freshness, now: number, { silentMs }: JudgementLimits): boolean {
  return usualIntervalMs !== undefined && now - lastAt > Math.max(silentMs, SILENT_INTERVALS * usualIntervalMs)
}

const severity: Readonly<Record<Level, number>> = { red: 0, amber: 1, green: 2 }

/** Worst first, then by name. */
export function compareJudged(
  one: { readonly feed: string; readonly judgement: Judgement },
  other: { readonly feed: string; readonly judgement: Judgement },
): number {
  const byLevel = severity[one.judgement.level] - severity[other.judgement.level]
  return byLevel !== 0 ? byLevel : one.feed.localeCompare(other.feed, 'en')
}
