import type { LocalStack } from '@as/local-stack'
import type { HistorySource } from './history-source.ts'
import type { Instance } from './outgoing-instance.ts'
import type { Random } from './random.ts'
import type { SmallDisk } from './small-disk.ts'

/** One way in which the world misbehaves, and what must hold all the same. */
export interface Scenario {
  /** For `--scenario`: `sigkill`. */
  readonly name: string
  /** What is done, in a few words. */
  readonly title: string
  /** How long it takes, in seconds, in the full run and in the quick one. Five times as long is a failure. */
  readonly seconds: { readonly full: number; readonly quick: number }
  /** It gets an OpenSearch of its own, on a small disk where one can be mounted. */
  readonly needsSmallDisk?: true
  run(arena: Arena): Promise<void>
}

interface FeedOptions {
  /** At the start: default 1,200. */
  readonly rows?: number
  /** Default 100. */
  readonly pageSize?: number
}

/** What a scenario plays in: real servers, real processes, a reader who looks all the while, and a judge. */
export interface Arena {
  readonly stack: LocalStack
  /** What OpenSearch's data is on, for a scenario that asked for it. */
  readonly disk: SmallDisk | undefined
  readonly random: Random
  /** Fewer repetitions, shorter waits. */
  readonly quick: boolean
  /** Aborted when the scenario has taken too long, or the run is to end. */
  readonly signal: AbortSignal
  /** Starts a source; before the first `startOutgoing`, which knows all of them. */
  openFeed(name: string, options?: FeedOptions): Promise<HistorySource>
  startOutgoing(
    name: string,
    options?: { env?: Readonly<Record<string, string>>; clockShiftMs?: number; redisUrl?: string },
  ): Promise<Instance>
  /** Changes all sources all the while, until disposed. */
  churn(options?: { pauseMs?: number }): AsyncDisposable
  /** From here on a reader looks: an answer that lacks, doubles or steps back is a fault. */
  watch(): void
  /** While `down` runs, and until OpenSearch answers whole again, no answer is no fault. */
  whileOpenSearchFails(down: () => Promise<void>): Promise<void>
  /** Waits until readers see exactly what the sources say; it is a fault if they do not within `timeoutMs` (180,000). */
  settle(when: string, options?: { timeoutMs?: number; mayLack?: ReadonlySet<string> }): Promise<void>
  /** The rows of a source that readers do not see now. */
  hiddenOf(source: HistorySource): Promise<string[]>
  /** What has not held so far. */
  readonly faults: readonly string[]
  /** Says that something does not hold. */
  fault(what: string): void
  /** A line in the account of the run. */
  note(line: string): void
  sleep(ms: number): Promise<void>
  /** Waits for something in a process, for at most `timeoutMs` (120,000); it is a fault if it does not come. */
  until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<void>
  /** What a process that died held is free at once, not when its lease runs out. Call it when its holder is dead. */
  freeLeases(): Promise<void>
}
