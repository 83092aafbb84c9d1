import { type Asked, ask } from './asked.ts'
import type { PendingRequest, World } from './create-world.ts'
import { createSleepers } from './sleepers.ts'

export interface InstanceOptions {
  /** By how much its clock is before the world's, in milliseconds. */
  readonly skewMs?: number
}

/** A process that can be stopped at any moment, for a time or for ever. */
export interface Instance {
  readonly name: string
  readonly state: 'running' | 'paused' | 'crashed'
  /** Its own clock. */
  now(): number
  /** Rejects when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** Asks something of the world. `carryOut` runs at one moment, when the request arrives; a test says when. */
  request<Answer>(what: string, carryOut: () => Answer, signal?: AbortSignal): Promise<Answer>
  /** Stops it like SIGSTOP. What it has asked for arrives meanwhile, or when it goes on, as `arrives` says. */
  pause(forMs: number, options: { arrives: boolean }): void
  /** Ends it like SIGKILL. What it has asked for may still arrive. */
  crash(): void
  /** What it has asked for and can be answered now. */
  pending(): PendingRequest[]
  /** When it wakes next, by the world's clock. */
  wakesAt(): number | undefined
  /** Wakes whoever has slept long enough. */
  wakeUp(): void
}

export function startInstance(world: Pick<World, 'now'>, name: string, { skewMs = 0 }: InstanceOptions = {}): Instance {
  let state: Instance['state'] = 'running'
  let resumesAt = Number.POSITIVE_INFINITY
  const asked = new Set<Asked<unknown>>()
  const sleepers = createSleepers(world)

  const instance: Instance = {
    name,
    get state() {
      return state
    },
    now: () => world.now + skewMs,
    sleep: sleepers.sleep,
    async request(what, carryOut, signal) {
      signal?.throwIfAborted()
      const one = ask(what, carryOut, signal)
      asked.add(one)
      return await one.answered
    },
    pause(forMs, { arrives }) {
      state = 'paused'
      resumesAt = world.now + forMs
      if (arrives) for (const one of asked) one.arrive()
    },
    crash() {
      state = 'crashed'
      for (const one of asked) one.abandon()
    },
    pending() {
      const can = [...asked].filter((one) => one.isAbandoned || state === 'running')
      return can.map((one) => ({
        what: `${name}: ${one.what}`,
        instance: one.isAbandoned ? undefined : instance,
        answer() {
          asked.delete(one)
          one.answer()
        },
        fail(error, { arrives }) {
          asked.delete(one)
          one.fail(error, { arrives })
        },
      }))
    },
    wakesAt() {
      if (state === 'paused') return Number.isFinite(resumesAt) ? resumesAt : undefined
      return state === 'running' ? sleepers.next() : undefined
    },
    wakeUp() {
      if (state === 'paused' && resumesAt <= world.now) state = 'running'
      if (state === 'running') sleepers.wakeUp()
    },
  }
  return instance
}
