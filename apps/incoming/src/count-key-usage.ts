import { QueryProxyError, type QueryProxyEvent } from '@as/query-proxy'

/** How a key was used since the last time it was asked. */
export interface KeyUsage {
  readonly requests: number
  readonly refused: number
  /** ISO 8601. */
  readonly lastUsedAt?: string
  /** A code such as `bad-mac` or `search_refused`: nothing of the request. */
  readonly lastRefusal?: string
}

export interface KeyUsageCounter {
  readonly onEvent: (event: QueryProxyEvent) => void
  /** Gives what was counted, by the key's id, and begins anew. */
  take(): ReadonlyMap<string, KeyUsage>
  /** Puts back what could not be saved. */
  putBack(usages: ReadonlyMap<string, KeyUsage>): void
}

/**
 * Counts how keys are used, in memory: as many entries as there are keys, and requests under way. A request that names
 * a key without being its own counts as refused to that key.
 */
export function countKeyUsage(now: () => number = Date.now): KeyUsageCounter {
  let usages = new Map<string, Counted>()
  const underWay = new Map<string, string>()

  const countOf = (keyId: string): Counted => {
    const known = usages.get(keyId)
    if (known) return known
    const none: Counted = { requests: 0, refused: 0, lastUsedMs: undefined, lastRefusal: undefined }
    usages.set(keyId, none)
    return none
  }
  const refuse = (keyId: string, reason: string): void => {
    const counted = countOf(keyId)
    counted.refused += 1
    counted.lastRefusal = reason
  }

  return {
    onEvent(event) {
      switch (event.type) {
        case 'request-authenticated': {
          underWay.set(event.requestId, event.keyId)
          const counted = countOf(event.keyId)
          counted.requests += 1
          counted.lastUsedMs = now()
          return
        }
        case 'request-unauthenticated':
          if (event.claimedId !== undefined) refuse(event.claimedId, event.reason)
          return
        case 'request-failed': {
          const keyId = underWay.get(event.requestId)
          const refusal = refusalOf(event.error)
          if (keyId !== undefined && refusal !== undefined) refuse(keyId, refusal)
          return
        }
        case 'request-answered':
        case 'request-cancelled':
          underWay.delete(event.requestId)
          return
        case 'request-started':
        case 'search-answered':
        case 'answer-broken-off':
      }
    },
    take() {
      const taken = new Map([...usages].map(([keyId, counted]) => [keyId, usageOf(counted)]))
      usages = new Map()
      return taken
    },
    putBack(taken) {
      for (const [keyId, { requests, refused, lastUsedAt, lastRefusal }] of taken) {
        const since = countOf(keyId)
        since.requests += requests
        since.refused += refused
        since.lastUsedMs ??= lastUsedAt === undefined ? undefined : Date.parse(lastUsedAt)
        since.lastRefusal ??= lastRefusal
      }
    },
  }
}

/** As counted for each request, with nothing written out. */
interface Counted {
  requests: number
  refused: number
  lastUsedMs: number | undefined
  lastRefusal: string | undefined
}

function usageOf({ requests, refused, lastUsedMs, lastRefusal }: Counted): KeyUsage {
  return {
    requests,
    refused,
    ...(lastUsedMs === undefined ? {} : { lastUsedAt: new Date(lastUsedMs).toISOString() }),
    ...(lastRefusal === undefined ? {} : { lastRefusal }),
  }
}

/** What the caller was refused for; `undefined` where it was no fault of theirs. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof QueryProxyError)) return undefined
  switch (error.code) {
    case 'body_too_large':
    case 'body_too_slow':
    case 'body_invalid':
    case 'search_refused':
    case 'too_many_requests':
    case 'too_many_bodies':
      return error.code
    default:
      return undefined
  }
}
