import {
  discardGeneration,
  type Generation,
  type HeldGeneration,
  holdGeneration,
  publishGeneration,
} from '@as/index-swapper'
import { followUpSwap, noteSwap, type SwapOrigin } from './after-swap.ts'
import { hold } from './feed-lock.ts'
import type { FeedRun } from './feed-run.ts'
import { type Difference, explainFinding, findFault, type GuardFinding, isCloseCall } from './guard.ts'
import { countRemoved, measureDifference } from './measure-difference.ts'
import type { Swap } from './take-receipt.ts'
import { certainly } from './uncertain-swap.ts'

/** A round takes a second, but for the source's answer. */
const MAX_ROUND_WAIT_MS = 5_000

/** Why a generation is held: kept with it, in `_meta`. */
export interface HeldNote {
  readonly finding: GuardFinding
  /** The finding as a sentence. */
  readonly reason: string
  readonly difference: Difference
  /** How many passes in a row have come to the same, this one included. */
  readonly agreeing: number
  /** When the first of them did, as an ISO 8601 date and time. */
  readonly since: string
}

/** What is known of a pass that was read to its end. */
export interface PassOutcome extends SwapOrigin {
  /** Records and documents that could not be read or indexed. */
  readonly refused: number
}

/**
 * Publishes what a pass has filled, or holds it where the guard finds fault with it. What has been held before is
 * superseded either way. A finding that enough passes in a row come to is believed: then it is published after all.
 *
 * @returns The note of the held generation, or `undefined` if this one was published.
 */
export async function concludePass(
  run: FeedRun,
  generation: Generation,
  outcome: PassOutcome,
): Promise<HeldNote | undefined> {
  const { cluster, clock, signal, feed } = run
  return await run.concluding(async () => {
    const note = await judge(run, generation, outcome.refused)
    const before = run.held
    if (note && note.agreeing < feed.guard.agreeingPasses) {
      run.held = await certainly(run, () => holdGeneration(cluster, generation, { note, signal, now: clock.now }))
      await discardHeld(run, before)
      return note
    }
    await publish(run, generation, outcome)
    run.held = undefined
    await discardHeld(run, before)
    return undefined
  }, signal)
}

async function judge(run: FeedRun, generation: Generation, refused: number): Promise<HeldNote | undefined> {
  const { cluster, signal, live, held, feed, clock } = run
  if (!live) return undefined
  const measured = await measureDifference(cluster, live, generation, { signal })
  // what readers no longer see cannot be taken from them
  if (!measured) return undefined
  const isCounted = isCloseCall(measured, feed.guard)
  const removed = isCounted ? await countRemoved(cluster, live, generation, { signal }) : measured.removed
  const difference = { ...measured, removed, refused }
  const finding = findFault(difference, feed.guard)
  if (!finding) return undefined
  const earlier = held && (await agrees(run, held, generation, finding)) ? (held.note as HeldNote) : undefined
  return {
    finding,
    reason: explainFinding(finding, difference),
    difference,
    agreeing: (earlier?.agreeing ?? 0) + 1,
    since: earlier?.since ?? new Date(clock.now()).toISOString(),
  }
}

/** Two passes agree that come to the same finding with much the same documents. */
async function agrees(run: FeedRun, held: HeldGeneration, next: Generation, finding: GuardFinding): Promise<boolean> {
  const { cluster, signal, feed } = run
  if ((held.note as HeldNote | undefined)?.finding !== finding) return false
  const forth = await measureDifference(cluster, held, next, { signal })
  const back = await measureDifference(cluster, next, held, { signal })
  return [forth, back].every((difference) => difference && !findFault({ ...difference, refused: 0 }, feed.guard))
}

/**
 * Swaps a generation in while the tail does not write; from then on it is the live one.
 *
 * @throws {UncertainSwapError} If nobody knows whether it is.
 */
export async function publish(run: FeedRun, generation: Generation, origin: SwapOrigin): Promise<void> {
  const { cluster, clock, signal, replicas } = run
  let done: Swap | undefined
  const swapAndNote = async (swap: () => Promise<void>) => {
    await certainly(run, swap)
    const before = run.live
    run.live = generation
    done = await noteSwap(run, before, origin)
  }
  const exclusively = (swap: () => Promise<void>) =>
    betweenRounds(run, () => run.writing(() => swapAndNote(swap), signal))
  await publishGeneration(cluster, generation, { signal, replicas, now: clock.now, exclusively })
  if (done) followUpSwap(run, done, origin)
}

/** Waits for the tail's round to end, if it does soon: a source may keep it waiting for the next page. */
async function betweenRounds({ rounds, clock, signal }: FeedRun, swap: () => Promise<void>): Promise<void> {
  const turn = hold(rounds, signal)
  try {
    await Promise.race([turn, clock.sleep(MAX_ROUND_WAIT_MS, signal)])
    await swap()
  } finally {
    turn.then((held) => held[Symbol.dispose]()).catch(() => undefined)
  }
}

/** Deletes what was held; the tail may be writing to it at the moment. */
async function discardHeld(run: FeedRun, held: HeldGeneration | undefined): Promise<void> {
  if (!held) return
  const { cluster, signal } = run
  await run.writing(() => discardGeneration(cluster, held, { signal }), signal)
}
