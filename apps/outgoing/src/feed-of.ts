import {
  as2Format,
  atomFormat,
  createPageRequester,
  type FeedAuthentication,
  type FeedClientEvent,
  zendeskFormat,
} from '@as/feed-client'
import { defaultGuardLimits, type Feed } from '@as/ingest'
import type { FeedSettings, OutgoingConfig } from './config.ts'

const HOUR_MS = 3_600_000
/** A pass may be this much late before its feed is said to be unhealthy. */
const LATE_MS = 20 * 60_000

/** What each source format has of its own: Zendesk limits its callers' rate. */
const byType = {
  activity_stream: { format: as2Format, pageIntervalMs: 0, tailIntervalMs: 1_000, graceMs: 48 * HOUR_MS + LATE_MS },
  atom: { format: atomFormat, pageIntervalMs: 0, tailIntervalMs: 1_000, graceMs: 48 * HOUR_MS + LATE_MS },
  zendesk: { format: zendeskFormat, pageIntervalMs: 30_000, tailIntervalMs: 120_000, graceMs: 400_000 + LATE_MS },
} as const

/** One `FEEDS__n__…` as ingest takes it: its own settings, else everybody's, else the default. */
export function feedOf(
  settings: FeedSettings,
  { forAllFeeds, httpTimeoutMs }: Pick<OutgoingConfig, 'forAllFeeds' | 'httpTimeoutMs'>,
  onRequest: (event: FeedClientEvent) => void,
): Feed {
  const defaults = byType[settings.TYPE]
  const own = { ...forAllFeeds, ...definedOf(settings) }
  // a rate limit is the format's, not the operator's wish for all feeds
  const paced = settings.TYPE === 'zendesk' ? settings : own
  return {
    id: settings.UNIQUE_ID,
    seed: settings.SEED,
    format: defaults.format,
    requestPage: createPageRequester({
      authentication: authenticationOf(settings),
      limits: { totalTimeoutMs: httpTimeoutMs },
      onEvent: onRequest,
    }),
    passIntervalMs: own.FULL_INGEST_MIN_INTERVAL_SECONDS ?? 120_000,
    pageIntervalMs: paced.FULL_INGEST_PAGE_INTERVAL_SECONDS ?? defaults.pageIntervalMs,
    tailIntervalMs: paced.UPDATES_INTERVAL_SECONDS ?? defaults.tailIntervalMs,
    retryIntervalsMs: own.RETRY_INTERVALS_SECONDS ?? [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000],
    forgetDeleted: own.FORGET_DELETED ?? true,
    guard: {
      removedShare: own.GUARD_REMOVED_SHARE ?? defaultGuardLimits.removedShare,
      removedCount: own.GUARD_REMOVED_COUNT ?? defaultGuardLimits.removedCount,
      refusedShare: own.GUARD_REFUSED_SHARE ?? defaultGuardLimits.refusedShare,
      refusedCount: own.GUARD_REFUSED_COUNT ?? defaultGuardLimits.refusedCount,
      agreeingPasses: own.GUARD_AGREEING_PASSES ?? defaultGuardLimits.agreeingPasses,
    },
    graceMs: defaults.graceMs,
  }
}

/** Without what is not set, which would hide everybody's. */
function definedOf(settings: FeedSettings): Partial<FeedSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}

function authenticationOf(settings: FeedSettings): FeedAuthentication {
  if (settings.TYPE === 'zendesk') {
    return { type: 'basic', user: `${settings.API_EMAIL}/token`, password: settings.API_KEY }
  }
  const { ACCESS_KEY_ID, SECRET_ACCESS_KEY, BEARER_TOKEN, BASIC_USER, BASIC_PASSWORD } = settings
  if (ACCESS_KEY_ID && SECRET_ACCESS_KEY) {
    return { type: 'hawk', credentials: { id: ACCESS_KEY_ID, key: SECRET_ACCESS_KEY } }
  }
  if (BEARER_TOKEN) return { type: 'bearer', token: BEARER_TOKEN }
  if (BASIC_USER && BASIC_PASSWORD) return { type: 'basic', user: BASIC_USER, password: BASIC_PASSWORD }
  return { type: 'none' }
}
