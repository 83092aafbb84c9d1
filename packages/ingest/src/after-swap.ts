import { type Generation, indexesOf, refreshIndexes, retireGenerations } from '@as/index-swapper'
import { attemptChore, type FeedRun } from './feed-run.ts'
import { aliases } from './mappings/blueprints.ts'
import { closePointInTime, openPointInTime } from './read-ids.ts'
import { emptyReceipt, type Swap, takeReceipt } from './take-receipt.ts'

/** How long the tail waits for what a swap has published to be kept for its receipt. */
const MAX_NOTING_MS = 1_000
/** How long an ended comparison may take to clean up after itself. */
const CLEAN_UP_MS = 1_000
/** How long one comparison may take: the generation that it reads is kept for as long. */
const MAX_COMPARING_MS = 10 * 60_000

export interface SwapOrigin {
  /** When the pass began that filled the generation, in milliseconds since 1970; `undefined` for a rollback. */
  readonly passStartedAt?: number | undefined
  /** True where it is certain that both generations hold documents of the same ids. */
  readonly isSame?: boolean | undefined
}

/**
 * Notes a swap while nothing writes yet, so that what is written from then on is not taken for a part of it.
 *
 * @returns What to give to {@link followUpSwap} once writing goes on.
 */
export async function noteSwap(run: FeedRun, before: Generation | undefined, origin: SwapOrigin): Promise<Swap> {
  const { live: after, clock, token, cluster, signal } = run
  let pointInTime: string | undefined
  if (after && !origin.isSame) {
    await attemptChore(run, 'keep what a swap has published, for its receipt', async () => {
      const soon = AbortSignal.any([signal, AbortSignal.timeout(MAX_NOTING_MS)])
      pointInTime = await openPointInTime(cluster, indexesOf(after), soon)
    })
  }
  return { before, after: after as Generation, pointInTime, at: clock.now(), token }
}

/** Tells the receipt of a swap, then deletes the generations that are kept no longer: in the background. */
export function followUpSwap(run: FeedRun, swap: Swap, origin: SwapOrigin): void {
  const work = async () => {
    if (origin.isSame) tell(run, swap, emptyReceipt(swap, true), origin)
    else await compare(run, swap, origin)
    // what waits still reads what it would delete
    if (run.background.waiting === 1) await retire(run)
  }
  if (run.background.run(work)) return
  tell(run, swap, emptyReceipt(swap, false), origin)
  void close(run, swap)
}

async function compare(run: FeedRun, swap: Swap, origin: SwapOrigin): Promise<void> {
  const { cluster } = run
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(MAX_COMPARING_MS)])
  const onError = (error: unknown) =>
    run.onEvent({ type: 'chore-failed', feed: run.feed.id, chore: 'compare what a swap has changed', error })
  const { before } = swap
  // the tail's last writes to it may not be searchable yet
  if (before) await refreshIndexes(cluster, indexesOf(before), { signal }).catch(() => undefined)
  tell(run, swap, await takeReceipt(cluster, swap, { signal, onError }), origin)
  await close(run, swap)
}

async function close({ cluster }: FeedRun, { pointInTime }: Swap): Promise<void> {
  if (pointInTime !== undefined) await closePointInTime(cluster, pointInTime, AbortSignal.timeout(CLEAN_UP_MS))
}

function tell(
  { feed, onEvent }: FeedRun,
  { at }: Swap,
  receipt: Awaited<ReturnType<typeof takeReceipt>>,
  { passStartedAt }: SwapOrigin,
): void {
  onEvent({ type: 'receipt', feed: feed.id, receipt })
  const documents = receipt.activities.removed + receipt.objects.removed
  if (documents === 0 || passStartedAt === undefined) return
  onEvent({ type: 'forgotten', feed: feed.id, way: 'absence', documents, ms: at - passStartedAt })
}

async function retire(run: FeedRun): Promise<void> {
  const { feed, cluster, clock, retireAfterMs, keepGenerations: keep, signal } = run
  if (signal.aborted) return
  await attemptChore(run, 'delete retired indexes', async () => {
    const retention = { keep, retireAfterMs, now: clock.now() }
    const scope = { family: feed.id, aliases, signal }
    const retired = await run.writing(() => retireGenerations(cluster, scope, retention), signal)
    if (retired.length > 0) run.onEvent({ type: 'retired', feed: feed.id, indexes: retired.length })
  })
}
