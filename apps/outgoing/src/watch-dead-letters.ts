import { setTimeout as sleep } from 'node:timers/promises'
import type { DeadLetters } from '@as/ingest'
import type { StatusBoard } from './status-board.ts'

/** How often dead letters are counted: after each pass it is told anyway. */
const WATCH_MS = 10_000

/** Counts dead letters now and then, for those of the tail. What cannot be counted now is counted the next time. */
export async function watchDeadLetters(
  deadLetters: Pick<DeadLetters, 'count'>,
  board: StatusBoard,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined)
    const feeds = board.entries().map(({ feed }) => feed)
    if (signal.aborted || feeds.length === 0) continue
    await deadLetters.count(feeds, { signal }).then(board.count, () => undefined)
  }
}
