import { discardGeneration, parseIndexName, rollBack } from '@as/index-swapper'
import { followUpSwap, noteSwap } from './after-swap.ts'
import { publish } from './conclude-pass.ts'
import { describeGenerations } from './describe-generations.ts'
import { describeHeld } from './describe-held.ts'
import { attemptChore, type FeedRun } from './feed-run.ts'
import type { GenerationView } from './generation-view.ts'
import type { HeldDifference } from './held-difference.ts'
import { aliases } from './mappings/blueprints.ts'
import type { Swap } from './take-receipt.ts'
import { certainly } from './uncertain-swap.ts'

/** What an operator can have done to a feed that this process holds. */
export interface FeedControl {
  readonly paused: boolean
  /** Starts the next pass now or, while one runs, as soon as that has ended. */
  runNow(): void
  /** Lets nothing new start, also for whoever reads the feed next; what is under way is finished. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Publishes the generation that is held. False if none is. */
  approve(): Promise<boolean>
  /** Deletes the generation that is held. False if none is. */
  reject(): Promise<boolean>
  /**
   * Puts the generation before back and pauses the feed, as its next pass would replace it.
   *
   * @throws {NothingToRollBackError} If no earlier generation is kept.
   */
  rollBack(): Promise<void>
  /** The feed's generations, the newest first. */
  generations(): Promise<readonly GenerationView[]>
  /** What publishing the generation that is held would change; `undefined` if none is. */
  difference(): Promise<HeldDifference | undefined>
}

export function controlOf(run: FeedRun): FeedControl {
  const { cluster, feed, gate, signal, onEvent } = run
  const tell = (action: 'approved' | 'rejected' | 'rolled-back') => onEvent({ type: action, feed: feed.id })
  return {
    get paused() {
      return gate.paused
    },
    runNow() {
      run.isPassWanted = true
      gate.hurry()
    },
    pause: () => pause(run),
    async resume() {
      gate.resume()
      await savePaused(run, false)
    },
    approve: () =>
      run.concluding(async () => {
        const { held } = run
        if (!held) return false
        await publish(run, held, { passStartedAt: openedAt(Object.values(held.indexes)) })
        run.held = undefined
        tell('approved')
        return true
      }, signal),
    reject: () =>
      run.concluding(async () => {
        const { held } = run
        if (!held) return false
        run.held = undefined
        await run.writing(() => discardGeneration(cluster, held, { signal }), signal)
        tell('rejected')
        return true
      }, signal),
    async rollBack() {
      await pause(run)
      await run.concluding(async () => {
        await swapBack(run)
        tell('rolled-back')
      }, signal)
    },
    generations: () => describeGenerations(run),
    difference: () => describeHeld(run),
  }
}

async function pause(run: FeedRun): Promise<void> {
  run.gate.pause()
  await savePaused(run, true)
}

async function savePaused(run: FeedRun, paused: boolean): Promise<void> {
  await attemptChore(run, 'save in Redis whether the feed is paused', () => run.state.savePaused(run.feed.id, paused))
}

async function swapBack(run: FeedRun): Promise<void> {
  const { cluster, feed, token, blueprints, clock, signal } = run
  const swap = await run.writing(async (): Promise<Swap> => {
    const before = run.live
    const holder = { family: feed.id, aliases, token, blueprints }
    run.live = await certainly(run, () => rollBack(cluster, holder, { signal, now: clock.now }))
    return await noteSwap(run, before, {})
  }, signal)
  followUpSwap(run, swap, {})
}

/** To the second: in milliseconds since 1970. */
function openedAt([index = '']: readonly string[]): number | undefined {
  const name = parseIndexName(index)
  return name && name.openedAt * 1000
}
