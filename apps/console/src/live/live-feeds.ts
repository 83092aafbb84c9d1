import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cells, diffCells, type Frame, frameOf, wholeFrame } from './live-frames.ts'

export interface LiveFeedsOptions {
  /** Looks once and renders what it sees, without anything that changes just because time passes. */
  readonly render: () => Promise<Cells>
  readonly signal: AbortSignal
  /** Between two looks, while anybody watches: default 1,000. */
  readonly intervalMs?: number
}

/** One poller for all who watch; it rests while nobody does. */
export interface LiveFeeds {
  readonly viewers: number
  /**
   * What changes, as text to send, from the whole of it on; ends with `signal`. Somebody who takes too long between two
   * gets the whole again instead of what was missed.
   *
   * @param feed Only this one.
   */
  watch(feed: string | undefined, signal: AbortSignal): AsyncGenerator<string, void, undefined>
}

export function createLiveFeeds({ render, signal: ended, intervalMs = 1_000 }: LiveFeedsOptions): LiveFeeds {
  let cells: Cells = new Map()
  let version = 0
  let last: Frame | undefined
  let texts = new Map<string, string | undefined>()
  let viewers = 0
  let isPolling = false
  const changes = new EventEmitter().setMaxListeners(0)

  async function poll(): Promise<void> {
    isPolling = true
    while (viewers > 0 && !ended.aborted) {
      const seen = await render()
      const frame = diffCells(cells, seen)
      if (frame) {
        cells = seen
        last = frame
        version += 1
        texts = new Map()
        changes.emit('change')
      }
      await sleep(intervalMs, undefined, { signal: ended }).catch(() => undefined)
    }
    isPolling = false
    // whoever comes next must not get what was so long ago
    cells = new Map()
  }

  /** Encoded once for all who get the same. */
  function textOf(feed: string | undefined, isWhole: boolean): string | undefined {
    const key = `${isWhole} ${feed ?? ''}`
    if (!texts.has(key)) {
      const frame = isWhole ? wholeFrame(cells) : (last ?? wholeFrame(cells))
      const part = feed === undefined ? frame : frameOf(frame, feed)
      texts.set(key, part && JSON.stringify(part))
    }
    return texts.get(key)
  }

  return {
    get viewers() {
      return viewers
    },
    async *watch(feed, signal) {
      const stop = AbortSignal.any([signal, ended])
      viewers += 1
      try {
        let seen = -1
        if (!isPolling) void poll()
        while (!stop.aborted) {
          if (cells.size === 0 || seen === version) {
            await once(changes, 'change', { signal: stop }).catch(() => undefined)
            continue
          }
          const text = textOf(feed, seen !== version - 1)
          seen = version
          if (text !== undefined) yield text
        }
      } finally {
        viewers -= 1
      }
    },
  }
}
