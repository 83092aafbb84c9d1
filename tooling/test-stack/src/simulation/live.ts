import type { PendingRequest, World } from './create-world.ts'
import type { Instance } from './instance.ts'

/** What happens next: to which of the requests under way, and what. Numbers are taken modulo what there is. */
export interface Deed {
  /** Which request. */
  readonly pick: number
  readonly what: 'answer' | 'refuse' | 'lose-answer' | 'pause' | 'pause-for-ever' | 'crash' | 'let-time-pass'
  /** Whether what is stopped has arrived before. */
  readonly arrives: boolean
  /** How long it takes, or whoever pauses is paused. */
  readonly ms: number
}

export interface Life {
  /** What happens, in order; when they are used up, everything is answered in the order asked. */
  readonly deeds: Iterable<Deed>
  /** What a request that fails fails with: it has not been answered. */
  readonly failure: (request: PendingRequest) => Error
  /** After each step: throws where something is not as it must be. */
  readonly check: (what: string) => void
  /** Ends it. */
  readonly isOver: () => boolean
  /** Who may be stopped and have requests fail: default, everybody. */
  readonly mayFail?: (instance: Instance) => boolean
}

/** Steps after which something is taken to go in circles. */
const MAX_STEPS = 20_000

/**
 * Lets a world live: one request is answered at a time, or somebody stops; time passes only when all wait.
 *
 * @returns Whether it is over, or nobody is left who would ever do anything; and in how many steps.
 * @throws What `check` throws, with what happened until then.
 */
export async function live(
  world: World,
  { deeds, failure, check, isOver, mayFail = () => true }: Life,
): Promise<{ isOver: boolean; steps: number }> {
  const log: string[] = []
  const chosen = deeds[Symbol.iterator]()
  try {
    for (let steps = 0; ; steps += 1) {
      await world.settle()
      if (isOver()) return { isOver: true, steps }
      if (steps === MAX_STEPS) throw new Error(`It is not over after ${MAX_STEPS} steps`)
      const pending = world.pending()
      const deed = chosen.next().value as Deed | undefined
      const what = step(pending, deed)
      if (what === undefined) return { isOver: false, steps }
      log.push(what)
      check(what)
    }
  } catch (error) {
    const history = log.slice(-60).join('\n  ')
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nafter\n  ${history}`, { cause: error })
  }

  function step(pending: readonly PendingRequest[], deed: Deed | undefined): string | undefined {
    const request = pending[(deed?.pick ?? 0) % pending.length]
    if (!request || deed?.what === 'let-time-pass') {
      if (world.wake()) return `time passes: ${world.now}`
      if (!request) return undefined
    }
    const { instance } = request
    const what = deed && isPossible(deed, instance) ? deed.what : 'answer'
    const { arrives = true, ms = 0 } = deed ?? {}
    switch (what) {
      case 'pause':
        instance?.pause(ms * 1_000, { arrives })
        break
      case 'pause-for-ever':
        instance?.pause(Number.POSITIVE_INFINITY, { arrives })
        break
      case 'crash':
        if (arrives) instance?.pause(0, { arrives })
        instance?.crash()
        break
      case 'refuse':
        request.fail(failure(request), { arrives: false })
        break
      case 'lose-answer':
        request.fail(failure(request), { arrives: true })
        break
      default:
        request.answer()
        world.pass(1 + (ms % 20))
    }
    return `${request.what}: ${what}${what === 'answer' ? '' : ` (arrives: ${arrives}, ${ms})`}`
  }

  /** A request whose sender has gone can only arrive, or not. */
  function isPossible({ what }: Deed, instance: Instance | undefined): boolean {
    return instance ? mayFail(instance) : what === 'refuse'
  }
}
