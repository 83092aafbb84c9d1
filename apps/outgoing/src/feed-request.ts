import { NothingToRollBackError } from '@as/index-swapper'
import type { FeedControl } from '@as/ingest'
import { describeError } from '@as/service'
import type { StatusBoard } from './status-board.ts'

/** What operators can have done to a feed. */
export const actions = ['run', 'pause', 'resume', 'approve', 'reject', 'roll-back'] as const
export type Action = (typeof actions)[number]

/** What only the instance that holds a feed can do, or knows. */
export interface FeedRequest {
  readonly feed: string
  readonly ask: Action | 'generations' | 'held'
  /** Who asks. */
  readonly person: string
}

/** As the admin API gives it: a status of HTTP, and what becomes JSON. */
export interface FeedAnswer {
  readonly status: 200 | 404 | 409 | 503 | 504
  readonly body: unknown
}

const carryOut: Readonly<Record<Action, (control: FeedControl) => unknown>> = {
  run: (control) => control.runNow(),
  pause: (control) => control.pause(),
  resume: (control) => control.resume(),
  approve: (control) => control.approve(),
  reject: (control) => control.reject(),
  'roll-back': (control) => control.rollBack(),
}

export function isAction(ask: string): ask is Action {
  return (actions as readonly string[]).includes(ask)
}

/** Does, as the feed's holder, what is asked: the answer of an action is the feed's status after it. Never throws. */
export async function answerRequest(
  board: StatusBoard,
  { feed, ask, person }: FeedRequest,
  onAction: (outcome: { feed: string; action: Action; person: string; failure?: string }) => void = () => undefined,
): Promise<FeedAnswer> {
  const control = board.control(feed)
  if (!control) return refuse(503, 'This feed is changing hands at the moment; try again.')
  try {
    if (ask === 'generations') return { status: 200, body: { generations: await control.generations() } }
    if (ask === 'held') {
      const difference = await control.difference()
      return difference ? { status: 200, body: difference } : refuse(404, NOTHING_HELD)
    }
    if ((await carryOut[ask](control)) === false) {
      onAction({ feed, action: ask, person, failure: NOTHING_HELD })
      return refuse(409, NOTHING_HELD)
    }
    board.acted(feed, person, ask)
    onAction({ feed, action: ask, person })
    return { status: 200, body: board.entry(feed) ?? { feed } }
  } catch (error) {
    const failure = describeError(error)
    if (isAction(ask)) onAction({ feed, action: ask, person, failure })
    return refuse(error instanceof NothingToRollBackError ? 409 : 503, failure)
  }
}

const NOTHING_HELD = 'No generation of this feed is held.'

export function refuse(status: FeedAnswer['status'], details: string): FeedAnswer {
  return { status, body: { details } }
}
