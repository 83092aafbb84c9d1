import type { FeedControl, IngestEvent } from '@as/ingest'
import { type FeedStatus, nextStatus } from './feed-status.ts'

export interface FeedEntry extends FeedStatus {
  /** The instance that reads the feed; `undefined` for none. */
  readonly holder: string | undefined
  readonly paused: boolean
}

/** Remembers how the feeds are, and what can be done about those that this instance holds. */
export interface StatusBoard {
  readonly onEvent: (event: IngestEvent) => void
  readonly onControl: (feedId: string, control: FeedControl | undefined) => void
  control(feedId: string): FeedControl | undefined
  /** Those that this instance holds. */
  entries(): FeedEntry[]
}

export function createStatusBoard(
  feedIds: readonly string[],
  { instance, now = Date.now }: { instance: string; now?: () => number },
): StatusBoard {
  const statuses = new Map<string, FeedStatus>(feedIds.map((feed) => [feed, { feed }]))
  const controls = new Map<string, FeedControl>()
  const update = (feedId: string, event: IngestEvent) => {
    const status = statuses.get(feedId)
    if (status) statuses.set(feedId, nextStatus(status, event, new Date(now()).toISOString()))
  }
  return {
    onEvent(event) {
      if (event.type === 'measured') for (const feedId of feedIds) update(feedId, event)
      else if ('feed' in event && event.feed !== undefined) update(event.feed, event)
    },
    onControl(feedId, control) {
      if (control) controls.set(feedId, control)
      else controls.delete(feedId)
    },
    control: (feedId) => controls.get(feedId),
    entries: () =>
      [...controls].flatMap(([feedId, { paused }]) => {
        const status = statuses.get(feedId)
        return status ? [{ ...status, holder: instance, paused }] : []
      }),
  }
}
