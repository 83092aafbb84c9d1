import type { NonceStore } from '@as/hawk/server'
import type { Authenticator } from './authenticator.ts'
import type { CursorStore } from './cursor-store.ts'
import type { QueryProxyEvent } from './events.ts'
import type { SearchForwarder } from './forward-search.ts'
import type { QueryProxyGuards } from './guards.ts'
import type { HealthSource } from './health-checks.ts'
import type { QueryProxyLimits } from './limits.ts'
import type { AccessKey } from './permission.ts'
import type { SearchWriter } from './search-writer.ts'

export interface QueryProxyOptions {
  /** Who may ask by Hawk, and what they see. */
  readonly keys: readonly AccessKey[]
  /** Addresses and CIDR ranges, IPv4 or IPv6, that may call. */
  readonly allowedAddresses: readonly string[]
  /** Which address of `X-Forwarded-For` counts: so many before the last. Default: 1, the second-last. */
  readonly trustedHops?: number
  /** Remembers used nonces: `redisNonceStore(redis)` where there are several instances. */
  readonly nonces: NonceStore
  /** How far a caller's clock may be off. Default: 60. */
  readonly skewSeconds?: number
  /** How long nonces are remembered. Default: 2 × skew + 5. */
  readonly nonceTtlSeconds?: number
  /** Other ways to tell who asks, each by its scheme of `Authorization`: `bearerAuthenticator(…)`. Default: none. */
  readonly authenticators?: readonly Authenticator[]
  /** Where searches go: `forwardSearch(connectOpenSearch({ url }))`. */
  readonly forwarder: SearchForwarder
  /** Writes what is searched with: `threadSearchWriter()` keeps large bodies from holding others up. Default: at once. */
  readonly writer?: SearchWriter
  /** Index aliases that paths below `/v1/`, `/v2/` and `/v3/` name. Default: `activities` and `objects`. */
  readonly aliases?: { readonly activities: string; readonly objects: string }
  /** Where the pages of `/v1/` go on: `redisCursorStore(redis)`. Without it there is no `/v1/`. */
  readonly cursors?: CursorStore
  /** How long the next page of `/v1/` can be asked for. Default: 300. */
  readonly cursorTtlSeconds?: number
  /** How long a follower of the feed may stay away and still go on where they were. Default: 86,400. */
  readonly feedTtlSeconds?: number
  /** What `/checks/p1` and `/checks/p2` ask. */
  readonly health: HealthSource
  /** How long after the start a feed may be red. Default: 30,000. */
  readonly startupGraceMs?: number
  /** The text of `/metrics`, in Prometheus' format. */
  readonly metrics: () => Promise<string>
  readonly limits?: Partial<QueryProxyLimits>
  /** Asked at each search for the limit of that name, as OpenSearch may be upgraded. Default: what `limits` say. */
  readonly hasFuzzyText?: () => boolean
  readonly guards?: Partial<QueryProxyGuards>
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number
  /** Default: 8 random hexadecimal digits. */
  readonly requestId?: () => string
  readonly onEvent?: (event: QueryProxyEvent) => void
}
