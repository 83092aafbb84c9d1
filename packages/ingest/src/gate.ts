import type { Clock } from './feed.ts'

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
  let changed = Promise.withResolvers<void>()
  const tell = () => {
    changed.resolve()
    changed = Promise.withResolvers<void>()
  }
  return {
    get paused() {
      return paused
    },
    pause() {
      paused = true
    },
    resume() {
      paused = false
      tell()
    },
    hurry: tell,
    async pass(signal) {
      while (paused) {
        const ended = Promise.withResolvers<never>()
        const end = () => ended.reject(signal.reason as Error)
        signal.throwIfAborted()
        signal.addEventListener('abort', end, { once: true })
        await Promise.race([changed.promise, ended.promise]).finally(() => signal.removeEventListener('abort', end))
      }
    },
    async sleep(ms, signal) {
      const done = new AbortController()
      const slept = clock.sleep(ms, AbortSignal.any([signal, done.signal]))
      slept.catch(() => undefined)
      await Promise.race([slept, changed.promise])
      done.abort()
      signal.throwIfAborted()
    },
  }
}
