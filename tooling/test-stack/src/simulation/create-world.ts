import { type Instance, type InstanceOptions, startInstance } from './instance.ts'

/** Something that an instance has asked of the world and that has not been answered. */
export interface PendingRequest {
  readonly what: string
  /** Whose it is; `undefined` for one whose sender has gone, but which may still arrive. */
  readonly instance: Instance | undefined
  /** Lets it arrive and be answered. */
  answer(): void
  /** Lets it fail; with `arrives` it is carried out all the same, and only the answer is lost. */
  fail(error: Error, options: { arrives: boolean }): void
}

/** Processes and what they share, in a time of their own. */
export interface World {
  /** Milliseconds since 1970, by the world's own clock. */
  readonly now: number
  readonly instances: readonly Instance[]
  /** A process, which sees the world through its own clock and its own requests. */
  start(name: string, options?: InstanceOptions): Instance
  /** What those who run have asked for, in the order asked; and what may still arrive of those who do not. */
  pending(): PendingRequest[]
  /** Resolves when everybody waits: for an answer, for a time, or for each other. */
  settle(): Promise<void>
  /** Lets time pass until the next one wakes. False if nobody ever will. */
  wake(): boolean
  /** Lets so much time pass: whoever sleeps till then wakes. */
  pass(ms: number): void
}

/** A world in which nothing happens by itself: a test decides what is answered, who stops, and when time passes. */
export function createWorld({ now: start = 1_700_000_000_000 }: { now?: number } = {}): World {
  let now = start
  const instances: Instance[] = []
  const world: World = {
    get now() {
      return now
    },
    instances,
    start(name, options) {
      const instance = startInstance(world, name, options)
      instances.push(instance)
      return instance
    },
    pending: () => instances.flatMap((instance) => instance.pending()),
    // whatever is not I/O runs before the event loop's next turn
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    wake() {
      const times = instances.flatMap((instance) => instance.wakesAt() ?? [])
      if (times.length === 0) return false
      world.pass(Math.max(0, Math.min(...times) - now))
      return true
    },
    pass(ms) {
      now += ms
      for (const instance of instances) instance.wakeUp()
    },
  }
  return world
}
