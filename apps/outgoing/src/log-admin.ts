import { describeError, type Logger } from '@as/service'
import type { Action } from './feed-request.ts'

/** One line for each thing that an operator had done, or would have had. */
export function logActions(
  logger: Logger,
): (outcome: { feed: string; action: Action; person: string; failure?: string }) => void {
  return ({ feed, action, person, failure }) => {
    const what = `Carrying out ${action} for ${person}`
    if (failure === undefined) logger.with(feed).info(`${what}... (done)`)
    else logger.with(feed).warn(`${what}: ${failure}... (failed)`)
  }
}

/** One line for each pass or receipt that Redis did not take. */
export function logHistory(logger: Logger): (feed: string, error: unknown) => void {
  return (feed, error) => logger.with(feed).warn(`Keeping the feed's history: ${describeError(error)}... (failed)`)
}
