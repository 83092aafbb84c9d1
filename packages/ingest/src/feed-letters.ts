import { createDeadLetterBox, type DeadLetterBox } from './dead-letter-box.ts'
import { attemptChore, type FeedRun } from './feed-run.ts'

const DEFAULT_MAX_KEPT = 10_000

/** An empty box for what a pass, and the tail beside it, cannot index. */
export function letterBoxOf(
  run: Pick<FeedRun, 'deadLetters' | 'maxDeadLetters' | 'token' | 'signal' | 'feed' | 'onEvent'>,
): DeadLetterBox {
  const { deadLetters, maxDeadLetters = DEFAULT_MAX_KEPT, token, signal } = run
  return createDeadLetterBox({
    maxKept: maxDeadLetters,
    keep: (letters) =>
      attemptChore(run, 'keep dead letters', async () => {
        await deadLetters?.keep(letters, { token, signal })
      }),
  })
}

/**
 * Tells how many dead letters there are after a pass.
 *
 * @param isGood Whether it was published: then letters that it has not met again are cleared.
 */
export async function concludeLetters(run: FeedRun, isGood: boolean): Promise<void> {
  const { feed, token, signal, deadLetters, letters, passStartedAt } = run
  if (!deadLetters) return
  await attemptChore(run, 'clear dead letters', async () => {
    await letters.keepAll()
    const before = new Date(passStartedAt).toISOString()
    const cleared = isGood ? await deadLetters.clear(feed.id, { before, token, signal }) : 0
    const { [feed.id]: kept = 0 } = await deadLetters.count([feed.id], { signal })
    run.onEvent({ type: 'dead-letters', feed: feed.id, total: kept + letters.dropped, cleared })
  })
}
