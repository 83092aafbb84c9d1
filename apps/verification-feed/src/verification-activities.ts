import type { FeedItem } from '@as/feed-server'

const application = 'activityStreamVerificationFeed'

type Activity = Exclude<FeedItem, string>

/** How far back the feed goes. */
export const DAY_SECONDS = 24 * 60 * 60

export interface VerificationPage {
  /** Unix seconds of the first activity asked for; the feed starts a day before `nowMs` at the earliest. */
  readonly fromSeconds: number
  readonly limit: number
  /** Milliseconds since 1970. */
  readonly nowMs: number
  /** Where an activity's object is to be seen. */
  readonly urlOf: (seconds: number) => string
  /** When an activity was published: `own-second`, or `query`, the moment the feed was asked. */
  readonly published: 'own-second' | 'query'
}

/**
 * The activities of one page: one for each second of the last 24 hours, none for a second yet to come. The same second
 * always makes the same activity, so the feed needs no storage and any instance can serve any page.
 *
 * @returns The activities, oldest first, and the second after the last; empty when `fromSeconds` is in the future.
 */
export function verificationActivities(page: VerificationPage): { activities: Activity[]; nextSeconds: number } {
  const nowSeconds = Math.floor(page.nowMs / 1000)
  const first = Math.max(page.fromSeconds, nowSeconds - DAY_SECONDS)
  const count = Math.min(page.limit, Math.max(0, nowSeconds - first + 1))
  const activities = Array.from({ length: count }, (_, index) => activityAt(first + index, page))
  return { activities, nextSeconds: first + count }
}

function activityAt(seconds: number, { nowMs, published, urlOf }: VerificationPage): Activity {
  const id = `dit:${application}:Verifier:${seconds}`
  return {
    id: `${id}:Create`,
    type: 'Create',
    published: new Date(published === 'query' ? nowMs : seconds * 1000).toISOString(),
    'dit:application': application,
    actor: {
      type: ['Organization', `dit:${application}Organization`],
      [`dit:${application}OrganizationId`]: '1',
    },
    object: {
      id,
      type: ['Document', `dit:${application}:Verifier`],
      name: `${seconds} Test Object Name`,
      url: urlOf(seconds),
    },
  }
}
