import type { FeedControl, IngestEvent } from '@as/ingest'
import { type FeedStatus, MAX_ACTIONS, MAX_RATE_SAMPLES, newStatus, nextStatus, resumeStatus } from './feed-status.ts'

export interface FeedEntry extends FeedStatus {
  /** The instance that reads the feed; `undefined` for none. */
  readonly holder: string | undefined
  readonly paused: boolean
}

/** Remembers how the feeds are that this instance holds, and what can be done about them. */
export interface StatusBoard {
  readonly onEvent: (event: IngestEvent) => void
  readonly onControl: (feedId: string, control: FeedControl | undefined) => void
  control(feedId: string): FeedControl | undefined
  entry(feedId: string): FeedEntry | undefined
  /** Those that this instance holds. */
  entries(): FeedEntry[]
  /** Why this instance does not hold a feed that it should: its indexes cannot be claimed, say. */
  failure(feedId: string): FeedStatus['failure']
  /** Takes over what an earlier holder of the feed knew: once for each time that it is held. */
  resume(feedId: string, saved: FeedStatus | undefined): void
  isResumed(feedId: string): boolean
  /** Dead letters as they were counted: those of the tail come between two passes. */
  count(deadLetters: Readonly<Record<string, number>>): void
  acted(feedId: string, person: string, action: string): void
  /** Adds a sample of each feed's rate: to be called every 10 s. */
  sample(): void
  /** A number that grows with every change. */
  changes(): number
}

export function createStatusBoard(
  feedIds: readonly string[],
  { instance, now = Date.now }: { instance: string; now?: () => number },
): StatusBoard {
  const statuses = new Map<string, FeedStatus>(feedIds.map((feed) => [feed, newStatus(feed)]))
  const controls = new Map<string, FeedControl>()
  const resumed = new Set<string>()
  const read = new Map<string, number>()
  let sampledAt = now()
  let changes = 0

  const isoNow = () => new Date(now()).toISOString()
  const change = (feedId: string, next: (status: FeedStatus) => FeedStatus) => {
    const status = statuses.get(feedId)
    if (!status) return
    const changed = next(status)
    if (changed === status) return
    statuses.set(feedId, changed)
    changes += 1
  }
  const entry = (feedId: string): FeedEntry | undefined => {
    const [status, control] = [statuses.get(feedId), controls.get(feedId)]
    return status && control && { ...status, holder: instance, paused: control.paused }
  }
  return {
    entry,
    onEvent(event) {
      const about = event.type === 'measured' ? feedIds : 'feed' in event && event.feed ? [event.feed] : []
      for (const feedId of about) change(feedId, (status) => nextStatus(status, event, isoNow()))
      if (event.type === 'page') read.set(event.feed, (read.get(event.feed) ?? 0) + event.activities)
    },
    onControl(feedId, control) {
      if (control) {
        controls.set(feedId, control)
        changes += 1
        return
      }
      controls.delete(feedId)
      resumed.delete(feedId)
      // whoever holds it next knows better
      change(feedId, ({ failure }) => ({ ...newStatus(feedId), failure }))
    },
    control: (feedId) => controls.get(feedId),
    entries: () => [...controls.keys()].flatMap((feedId) => entry(feedId) ?? []),
    failure: (feedId) => statuses.get(feedId)?.failure,
    resume(feedId, saved) {
      resumed.add(feedId)
      if (saved) change(feedId, (status) => resumeStatus(saved, status))
    },
    isResumed: (feedId) => resumed.has(feedId),
    count(deadLetters) {
      for (const [feedId, count] of Object.entries(deadLetters)) {
        change(feedId, (status) => (count > status.deadLetters ? { ...status, deadLetters: count } : status))
      }
    },
    acted(feedId, person, action) {
      const acted = { at: isoNow(), person, action }
      change(feedId, (status) => ({ ...status, actions: [...status.actions, acted].slice(-MAX_ACTIONS) }))
    },
    changes: () => changes,
    sample() {
      const seconds = Math.max(0.001, (now() - sampledAt) / 1000)
      sampledAt = now()
      for (const feedId of controls.keys()) {
        const sample = { at: isoNow(), activitiesPerSecond: Math.round(((read.get(feedId) ?? 0) / seconds) * 10) / 10 }
        change(feedId, (status) => ({ ...status, rate: [...status.rate, sample].slice(-MAX_RATE_SAMPLES) }))
      }
      read.clear()
    },
  }
}
