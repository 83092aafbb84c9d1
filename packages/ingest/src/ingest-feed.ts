import { claimFamily, FencedError, type Generation } from '@as/index-swapper'
import { createBackground } from './background.ts'
import { versionsOf } from './document-version.ts'
import type { Feed } from './feed.ts'
import { controlOf } from './feed-control.ts'
import { letterBoxOf } from './feed-letters.ts'
import { createLock } from './feed-lock.ts'
import { attemptChore, type FeedRun, type IngestContext, repeat, retryIntervalMs } from './feed-run.ts'
import type { TailPlace } from './feed-state.ts'
import { followTail } from './follow-tail.ts'
import { createFreshActivities } from './fresh-activities.ts'
import { createGate } from './gate.ts'
import { aliases, blueprintsOf } from './mappings/blueprints.ts'
import { createNotice } from './notice.ts'
import { runPass } from './run-pass.ts'
import { UncertainSwapError } from './uncertain-swap.ts'

/**
 * Keeps the indexes of one feed equal to the feed, for ever: waits for its lease, claims its indexes, then runs passes
 * and the tail side by side. Where another process takes the feed over all the same, it is claimed back only after a
 * wait, which grows until a pass succeeds.
 *
 * @returns When the signal is aborted.
 */
export async function ingestFeed(feed: Feed, context: IngestContext, signal: AbortSignal): Promise<void> {
  const { clock, leases, onEvent } = context
  for (let failures = 0; !signal.aborted; ) {
    let held: HeldFeed | undefined
    try {
      await using lease = await leases.acquire(feed.id, signal)
      held = await claim(feed, context, signal)
      await runHeld(held, AbortSignal.any([signal, lease.lost]))
    } catch (error) {
      if (signal.aborted) return
      if (held?.live !== undefined && held.live !== held.claimed) failures = 0
      const retryInMs = retryIntervalMs(feed, failures)
      failures += 1
      if (!held) onEvent({ type: 'claim-failed', feed: feed.id, error, retryInMs })
      else onEvent({ type: 'taken-over', feed: feed.id, error, retryInMs })
      await clock.sleep(retryInMs, signal).catch(() => undefined)
    }
  }
}

/** `claimed`: what was live at the claim. */
type HeldFeed = Omit<FeedRun, 'signal' | 'end' | 'letters'> & { readonly claimed: Generation | undefined }

async function claim(feed: Feed, context: IngestContext, signal: AbortSignal): Promise<HeldFeed> {
  const blueprints = blueprintsOf({ feedId: feed.id, extraFields: context.extraFields })
  const asked = { family: feed.id, aliases, blueprints, signal }
  const { token, live, held, orphans } = await claimFamily(context.cluster, asked)
  context.onEvent({ type: 'claimed', feed: feed.id, token, orphans: orphans.length })
  return {
    ...context,
    feed,
    token,
    nextVersion: versionsOf(token),
    blueprints,
    requesting: createLock(),
    writing: createLock(),
    rounds: createLock(),
    concluding: createLock(),
    background: createBackground(MAX_WAITING_RECEIPTS),
    gate: createGate(context.clock),
    isPassWanted: false,
    live,
    claimed: live,
    held,
    filling: undefined,
    tail: undefined,
    savingTail: undefined,
    advanced: createNotice(),
    deletedMeanwhile: new Map(),
    tailWrites: 0,
    lastPass: undefined,
    fresh: createFreshActivities(),
    passStartedAt: context.clock.now(),
  }
}

/** Swaps whose receipt waits for another's: each keeps a generation from being deleted. */
const MAX_WAITING_RECEIPTS = 1

/** Ends with whichever of pass and tail finds that the feed is another's now. */
async function runHeld(held: HeldFeed, signal: AbortSignal): Promise<void> {
  const lost = new AbortController()
  // one object: pass and tail see each other's changes
  const ended = Promise.withResolvers<never>()
  const own = { signal: AbortSignal.any([signal, lost.signal]), end: ended.reject }
  const run: FeedRun = Object.assign(held, own, { letters: letterBoxOf({ ...held, ...own }) })
  const { feed, clock } = run
  await attemptChore(run, 'read the tail from Redis', async () => {
    run.tail = sameOrigin(await run.state.loadTail(feed), feed.seed)
  })
  await attemptChore(run, 'read from Redis whether the feed is paused', async () => {
    if (await run.state.loadPaused(feed.id)) run.gate.pause()
  })
  const loops = [
    repeat(run, 'full', {
      once: () => runPass(run),
      waitMs: (startedAt) => (run.isPassWanted ? 0 : Math.max(0, startedAt + feed.passIntervalMs - clock.now())),
      isFatal,
    }),
    repeat(run, 'updates', {
      once: () => followTail(run),
      // it does its own waiting
      waitMs: () => feed.tailIntervalMs,
      isFatal,
    }),
  ]
  run.onControl(feed.id, controlOf(run))
  try {
    await Promise.race([...loops, ended.promise])
  } finally {
    run.onControl(feed.id, undefined)
    lost.abort()
    await Promise.allSettled([...loops, run.background.ended()])
  }
}

function isFatal(error: unknown): boolean {
  return error instanceof FencedError || error instanceof UncertainSwapError
}

/** What was remembered must not send a feed's credentials anywhere else. */
function sameOrigin(place: TailPlace | undefined, seed: string): TailPlace | undefined {
  const { origin } = new URL(seed)
  return place && URL.canParse(place.url) && new URL(place.url).origin === origin ? place : undefined
}
