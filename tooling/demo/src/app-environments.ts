import { randomBytes } from 'node:crypto'

export type AppEnvironment = Readonly<Record<string, string>>

export interface Key {
  readonly id: string
  readonly secret: string
}

export interface DemoPlan {
  readonly opensearchUrl: string
  readonly redisUrl: string
  /** False when the user named an OpenSearch that runs already. */
  readonly ownCluster: boolean
  readonly incomingPort: number
  readonly feedPort: number
  /** The demo's and the user's own, to ask with. */
  readonly consumer: Key
  /** What outgoing signs its requests to the feed with. */
  readonly source: Key
  /** Unix seconds: the feed is read from then on. */
  readonly feedFrom: number
}

export const feedId = 'verification'

/** A Hawk key made for this run only. */
export function makeKey(id: string): Key {
  return { id, secret: randomBytes(24).toString('base64url') }
}

/** verification-feed: one activity a second. */
export function feedEnvironment({ feedPort }: Pick<DemoPlan, 'feedPort'>): AppEnvironment {
  return { PORT: `${feedPort}` }
}

/** outgoing: reads the feed into OpenSearch. */
export function outgoingEnvironment(plan: DemoPlan): AppEnvironment {
  return {
    OPENSEARCH_URL: plan.opensearchUrl,
    REDIS_URL: plan.redisUrl,
    FEEDS__1__UNIQUE_ID: feedId,
    FEEDS__1__SEED: `http://127.0.0.1:${plan.feedPort}/${plan.feedFrom}`,
    FEEDS__1__TYPE: 'activity_stream',
    FEEDS__1__ACCESS_KEY_ID: plan.source.id,
    FEEDS__1__SECRET_ACCESS_KEY: plan.source.secret,
  }
}

/** incoming: answers searches of one consumer, who may see everything. */
export function incomingEnvironment(plan: DemoPlan): AppEnvironment {
  return {
    PORT: `${plan.incomingPort}`,
    OPENSEARCH_URL: plan.opensearchUrl,
    REDIS_URL: plan.redisUrl,
    FEEDS__1__UNIQUE_ID: feedId,
    INCOMING_ACCESS_KEY_PAIRS__1__KEY_ID: plan.consumer.id,
    INCOMING_ACCESS_KEY_PAIRS__1__SECRET_KEY: plan.consumer.secret,
    INCOMING_ACCESS_KEY_PAIRS__1__PERMISSIONS__activities__1: '__MATCH_ALL__',
    INCOMING_ACCESS_KEY_PAIRS__1__PERMISSIONS__objects__1: '__MATCH_ALL__',
    INCOMING_IP_WHITELIST__1: '127.0.0.1',
  }
}
