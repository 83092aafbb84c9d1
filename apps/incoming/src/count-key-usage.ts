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
  let usages = new Map<string, KeyUsage>()
  const underWay = new Map<string, string>()

  const add = (keyId: string, { requests = 0, refused = 0, ...last }: Partial<KeyUsage>): void => {
    const known = usages.get(keyId) ?? { requests: 0, refused: 0 }
    usages.set(keyId, {
      ...known,
      ...last,
      requests: known.requests + requests,
      refused: known.refused + refused,
    })
  }

  return {
    onEvent(event) {
      switch (event.type) {
        case 'request-authenticated':
          underWay.set(event.requestId, event.keyId)
          return add(event.keyId, { requests: 1, lastUsedAt: new Date(now()).toISOString() })
        case 'request-unauthenticated':
          if (event.claimedId !== undefined) add(event.claimedId, { refused: 1, lastRefusal: event.reason })
          return
        case 'request-failed': {
          const keyId = underWay.get(event.requestId)
          const refusal = refusalOf(event.error)
          if (keyId !== undefined && refusal !== undefined) add(keyId, { refused: 1, lastRefusal: refusal })
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
      const taken = usages
      usages = new Map()
      return taken
    },
    putBack(taken) {
      const since = usages
      usages = new Map(taken)
      for (const [keyId, usage] of since) add(keyId, usage)
    },
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
