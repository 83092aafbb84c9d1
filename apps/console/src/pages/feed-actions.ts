import type { FeedAction } from '../outgoing/outgoing-client.ts'

/** How an action is spoken of. */
export interface ActionWords {
  readonly button: string
  readonly question: (feed: string) => string
  readonly consequence: string
  readonly done: (feed: string) => string
  readonly isDangerous?: true
}

export const actionWords: Readonly<Record<FeedAction, ActionWords>> = {
  run: {
    button: 'Run now',
    question: (feed) => `Start the next pass of ${feed} now?`,
    consequence: 'The whole feed is read again, without waiting for its usual time.',
    done: (feed) => `The next pass of ${feed} starts now.`,
  },
  pause: {
    button: 'Pause',
    question: (feed) => `Pause ${feed}?`,
    consequence:
      'What is under way is finished; nothing new is read until somebody resumes it. What is searchable stays.',
    done: (feed) => `${feed} is paused.`,
  },
  resume: {
    button: 'Resume',
    question: (feed) => `Resume ${feed}?`,
    consequence: 'Its passes and its tail go on.',
    done: (feed) => `${feed} goes on.`,
  },
  approve: {
    button: 'Approve',
    question: (feed) => `Publish the generation of ${feed} that is held?`,
    consequence:
      'Readers see it at once, and no longer see what it does not have. The one before is kept for a roll back.',
    done: (feed) => `The generation of ${feed} is published.`,
  },
  reject: {
    button: 'Reject',
    question: (feed) => `Delete the generation of ${feed} that is held?`,
    consequence: 'Readers go on seeing what they see. The next pass reads the feed anew, and may be held again.',
    done: (feed) => `The generation of ${feed} is deleted.`,
    isDangerous: true,
  },
  'roll-back': {
    button: 'Roll back',
    question: (feed) => `Put the generation of ${feed} before this one back?`,
    consequence:
      'Readers see the earlier documents at once, and the feed is paused, as its next pass would replace them.',
    done: (feed) => `${feed} is rolled back, and paused.`,
    isDangerous: true,
  },
}

/** The action that a path or a query names. */
export function readAction(name: string | undefined): FeedAction | undefined {
  return name !== undefined && Object.hasOwn(actionWords, name) ? (name as FeedAction) : undefined
}
