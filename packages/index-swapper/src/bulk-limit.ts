import { type BodyMemory, createBodyMemory } from './body-memory.ts'

/** How many requests go to the cluster at once: more while it keeps up, fewer as soon as it does not. */
export interface BulkLimit {
  /** For the bodies of requests, of all who share this limit. */
  readonly memory: BodyMemory
  /** Requests at once, at present: between 1 and `max`. */
  readonly current: number
  /**
   * Sends when there is room, in the order of asking.
   *
   * @param overloaded Whether the answer says that the cluster has too much to do.
   */
  run<Answer>(
    send: () => Promise<Answer>,
    options: { overloaded: (answer: Answer) => boolean; signal: AbortSignal },
  ): Promise<Answer>
}

/** Twice what one writer has under way: what many at once had is not kept for the next one. */
const MAX_KEPT_BYTES = 32 * 2 ** 20

/**
 * A limit that adapts itself: one request more for as many good answers as it lets through, half as many after one that
 * says "too much". What was under way before the last halving does not halve again. Several writers may share one, so
 * that they together, not each, keep to what the cluster takes.
 *
 * @param max Default 3.
 */
export function createBulkLimit({ max = 3 }: { max?: number } = {}): BulkLimit {
  let limit = Math.min(2, max)
  let running = 0
  let halvings = 0
  const waiting: (() => void)[] = []

  function startWaiting(): void {
    while (running < Math.floor(limit) && waiting.length > 0) {
      running += 1
      waiting.shift()?.()
    }
  }

  async function room(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(start), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(start)
      startWaiting()
    })
  }

  return {
    memory: createBodyMemory({ maxBytes: MAX_KEPT_BYTES }),
    get current() {
      return Math.floor(limit)
    },
    async run(send, { overloaded, signal }) {
      await room(signal)
      const halvingsBefore = halvings
      try {
        const answer = await send()
        if (!overloaded(answer)) limit = Math.min(max, limit + 1 / limit)
        else if (halvingsBefore === halvings) {
          limit = Math.max(1, limit / 2)
          halvings += 1
        }
        return answer
      } finally {
        running -= 1
        startWaiting()
      }
    },
  }
}
