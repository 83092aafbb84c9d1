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
  readonly consolePort: number
  readonly incomingPort: number
  readonly adminPort: number
  readonly feedPort: number
  readonly shopPort: number
  /** The demo's and the user's own, to ask with. */
  readonly consumer: Key
  /** What the console measures freshness with. */
  readonly watcher: Key
  /** What outgoing signs its requests to the verification feed with. */
  readonly source: Key
  /** What the console steers outgoing with. */
  readonly adminToken: string
  /** Unix seconds: the verification feed is read from then on. */
  readonly feedFrom: number
}

export const feedIds = ['verification', 'coffee_shop'] as const

/** Often enough to see passes come and go; a deployment has 120. */
const passEverySeconds = 60

/** A secret made for this run only. */
export function makeSecret(): string {
  return randomBytes(24).toString('base64url')
}

export function makeKey(id: string): Key {
  return { id, secret: makeSecret() }
}

/** verification-feed: one activity a second. */
export function feedEnvironment({ feedPort }: Pick<DemoPlan, 'feedPort'>): AppEnvironment {
  return { PORT: `${feedPort}` }
}

/** The coffee shop: an Atom feed. */
export function shopEnvironment({ shopPort }: Pick<DemoPlan, 'shopPort'>): AppEnvironment {
  return { PORT: `${shopPort}` }
}

/** outgoing: reads the feeds into OpenSearch. */
export function outgoingEnvironment(plan: DemoPlan): AppEnvironment {
  return {
    ...backingServices(plan),
    FEEDS__1__UNIQUE_ID: feedIds[0],
    FEEDS__1__SEED: `http://127.0.0.1:${plan.feedPort}/${plan.feedFrom}`,
    FEEDS__1__TYPE: 'activity_stream',
    FEEDS__1__ACCESS_KEY_ID: plan.source.id,
    FEEDS__1__SECRET_ACCESS_KEY: plan.source.secret,
    FEEDS__2__UNIQUE_ID: feedIds[1],
    FEEDS__2__SEED: `http://127.0.0.1:${plan.shopPort}/events?format=atom&view=last`,
    FEEDS__2__TYPE: 'atom',
    FULL_INGEST_MIN_INTERVAL_SECONDS: `${passEverySeconds}`,
    INDEX_REPLICAS: '0', // there is one node
    ADMIN_PORT: `${plan.adminPort}`,
    ADMIN_TOKEN: plan.adminToken,
  }
}

/** incoming: answers searches of a consumer, and of the console, who may both see everything. */
export function incomingEnvironment(plan: DemoPlan): AppEnvironment {
  return {
    ...backingServices(plan),
    PORT: `${plan.incomingPort}`,
    ...Object.fromEntries(feedIds.map((id, place) => [`FEEDS__${place + 1}__UNIQUE_ID`, id])),
    ...keyOf(1, plan.consumer),
    ...keyOf(2, plan.watcher),
    INCOMING_IP_WHITELIST__1: '127.0.0.1',
  }
}

/** console: nobody logs in, so it answers this machine only. */
export function consoleEnvironment(plan: DemoPlan): AppEnvironment {
  return {
    ...backingServices(plan),
    PORT: `${plan.consolePort}`,
    CONSOLE_LOGIN: 'none',
    OUTGOING_ADMIN_URL: `http://127.0.0.1:${plan.adminPort}`,
    OUTGOING_ADMIN_TOKEN: plan.adminToken,
    INCOMING_URL: `http://127.0.0.1:${plan.incomingPort}`,
    INCOMING_KEY_ID: plan.watcher.id,
    INCOMING_SECRET_KEY: plan.watcher.secret,
  }
}

function backingServices({ opensearchUrl, redisUrl }: DemoPlan): AppEnvironment {
  return { OPENSEARCH_URL: opensearchUrl, REDIS_URL: redisUrl }
}

function keyOf(place: number, { id, secret }: Key): AppEnvironment {
  const pair = `INCOMING_ACCESS_KEY_PAIRS__${place}`
  return {
    [`${pair}__KEY_ID`]: id,
    [`${pair}__SECRET_KEY`]: secret,
    [`${pair}__PERMISSIONS__activities__1`]: '__MATCH_ALL__',
    [`${pair}__PERMISSIONS__objects__1`]: '__MATCH_ALL__',
  }
}
