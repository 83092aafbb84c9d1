import type { Clock } from './feed.ts'
import { createNotice } from './notice.ts'

/** Lets a feed's loops be paused, and waits be cut short. */
export interface Gate {
  readonly paused: boolean
  pause(): void
  resume(): void
  /** Ends the waits that are under way. */
  hurry(): void
  /** Resolves when it is not paused. */
  pass(signal: AbortSignal): Promise<void>
  /** Sleeps, unless it is hurried. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** A gate that is open. */
export function createGate(clock: Clock): Gate {
  let paused = false
  const changed = createNotice()
  return {
    get paused() {
      return paused
    },
    pause() {
      paused = true
    },
    resume() {
      paused = false
      changed.tell()
    },
    hurry: changed.tell,
    async pass(signal) {
      while (paused) await changed.wait(signal)
    },
    async sleep(ms, signal) {
      const done = new AbortController()
      const either = AbortSignal.any([signal, done.signal])
      const [slept, hurried] = [clock.sleep(ms, either), changed.wait(either)]
      for (const each of [slept, hurried]) each.catch(() => undefined)
      await Promise.race([slept, hurried])
      done.abort()
      signal.throwIfAborted()
    },
  }
}
