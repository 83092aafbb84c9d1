import type { Clock, Lease, Leases } from '../../src/index.ts'

/** Who has which feed, until when: what Redis would know. */
export type LeaseTable = Map<string, { holder: string; until: number }>

export interface ModelLeasesOptions {
  readonly holder: string
  readonly ttlMs: number
  readonly pollMs: number
  /** The holder's own. */
  readonly sleep: Clock['sleep']
  /** The keeper's clock: leases run out by it, not by the holders'. */
  readonly now: () => number
  /** How the keeper is reached; what it throws means that it does not answer. */
  readonly ask: <Answer>(what: string, carryOut: () => Answer) => Promise<Answer>
}

/**
 * Leases as `redisLeases()` keeps them, in memory and in any time. `leases-contract.ts` holds both to the same facts.
 */
export function modelLeases(table: LeaseTable, options: ModelLeasesOptions): Leases {
  const { holder, ttlMs, pollMs, sleep, now, ask } = options

  async function take(feed: string): Promise<boolean> {
    try {
      return await ask(`take the lease of ${feed}`, () => {
        const lease = table.get(feed)
        const isElsewhere = lease !== undefined && lease.holder !== holder && lease.until > now()
        if (!isElsewhere) table.set(feed, { holder, until: now() + ttlMs })
        return !isElsewhere
      })
    } catch {
      return true
    }
  }

  async function giveBack(feed: string): Promise<void> {
    const giving = ask(`give the lease of ${feed} back`, () => {
      if (table.get(feed)?.holder === holder) table.delete(feed)
    })
    await giving.catch(() => undefined)
  }

  function keep(feed: string): Lease {
    const lost = new AbortController()
    const ended = new AbortController()
    const keeping = (async () => {
      while (!ended.signal.aborted) {
        await sleep(ttlMs / 3, ended.signal).catch(() => undefined)
        if (ended.signal.aborted) return
        if (await take(feed)) continue
        lost.abort(new Error(`the lease of feed "${feed}" is another process's now`))
        return
      }
    })()
    return {
      lost: lost.signal,
      async [Symbol.asyncDispose]() {
        ended.abort()
        await keeping
        await giveBack(feed)
      },
    }
  }

  return {
    async acquire(feed, signal) {
      while (!(await take(feed))) await sleep(pollMs, signal)
      signal.throwIfAborted()
      return keep(feed)
    },
  }
}
