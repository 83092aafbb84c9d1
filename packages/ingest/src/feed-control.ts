import { deleteIndexes, rollBack } from '@as/index-swapper'
import { publish } from './conclude-pass.ts'
import type { FeedRun } from './feed-run.ts'
import { aliases } from './mappings/blueprints.ts'

/** What an operator can have done to a feed that this process holds. */
export interface FeedControl {
  readonly paused: boolean
  /** Starts the next pass now. */
  runNow(): void
  /** Lets nothing new start; what is under way is finished. */
  pause(): void
  resume(): void
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
}

export function controlOf(run: FeedRun): FeedControl {
  const { cluster, feed, token, gate, signal, clock, onEvent } = run
  const tell = (action: 'approved' | 'rejected' | 'rolled-back') => onEvent({ type: action, feed: feed.id })
  return {
    get paused() {
      return gate.paused
    },
    runNow: () => gate.hurry(),
    pause: () => gate.pause(),
    resume: () => gate.resume(),
    approve: () =>
      run.concluding(async () => {
        if (!run.held) return false
        await publish(run, run.held)
        run.held = undefined
        tell('approved')
        return true
      }, signal),
    reject: () =>
      run.concluding(async () => {
        const { held } = run
        if (!held) return false
        run.held = undefined
        await run.writing(() => deleteIndexes(cluster, Object.values(held.indexes), { signal }), signal)
        tell('rejected')
        return true
      }, signal),
    async rollBack() {
      gate.pause()
      await run.concluding(async () => {
        await run.writing(async () => {
          run.live = await rollBack(cluster, { family: feed.id, aliases, token }, { signal, now: clock.now })
        }, signal)
        tell('rolled-back')
      }, signal)
    },
  }
}
