import { setTimeout as sleepFor } from 'node:timers/promises'
import type { LocalStack, Reaper } from '@as/local-stack'
import { askRedis } from './ask-redis.ts'
import { churn } from './churn.ts'
import { compare, type Difference, describeDifference, facets, isSame } from './compare.ts'
import { type HistorySource, startHistorySource } from './history-source.ts'
import { type Instance, startInstance } from './outgoing-instance.ts'
import { createRandom } from './random.ts'
import type { Arena, Scenario } from './scenario.ts'
import { type Hit, readAll } from './search.ts'
import type { SmallDisk } from './small-disk.ts'
import { type Reader, watchReader } from './watch-reader.ts'

export interface ArenaOptions {
  readonly scenario: Scenario
  readonly stack: LocalStack
  readonly disk?: SmallDisk | undefined
  readonly reaper: Reaper
  readonly seed: number
  readonly quick: boolean
  readonly signal: AbortSignal
  readonly note: (line: string) => void
}

/** An arena, and what is to be asked of it after the scenario. */
export interface OpenArena extends Arena, AsyncDisposable {
  readonly instances: readonly Instance[]
  /** Answers that the reader judged. */
  readonly looks: number
}

/** Faults beyond these say nothing new. */
const MAX_FAULTS = 30
const SETTLE_MS = 180_000
const UNTIL_MS = 120_000

/** Sets the scene for one scenario: nothing in Redis, feeds of its own, no process yet. */
export async function createArena(options: ArenaOptions): Promise<OpenArena> {
  const { scenario, stack, disk, reaper, seed, quick, note } = options
  const givenUp = new AbortController()
  const signal = AbortSignal.any([options.signal, givenUp.signal])
  const { opensearchUrl, redisUrl } = stack
  const random = createRandom(seed, scenario.name)
  const sources: HistorySource[] = []
  const instances: Instance[] = []
  const faults: string[] = []
  let reader: Reader | undefined
  let failing = 0
  // never a Redis that is somebody's
  if (stack.redis) await askRedis(redisUrl, 'FLUSHALL')

  const fault = (what: string): void => {
    if (faults.length === MAX_FAULTS || faults.includes(what)) return
    faults.push(what)
    note(`FAULT: ${what}`)
  }
  // without its processes a scenario waits for nothing
  const onEnd = (sentence: string): void => {
    fault(sentence)
    givenUp.abort(new Error(sentence))
  }
  const sleep = async (ms: number): Promise<void> => {
    await sleepFor(ms, undefined, { signal })
  }

  async function differences(mayLack?: ReadonlySet<string>): Promise<Map<string, Difference>> {
    const found = new Map<string, Difference>()
    for (const [alias, facet] of Object.entries(facets)) {
      const hits = await readAll(opensearchUrl, alias)
      const byFeed = Map.groupBy(hits, ({ feed }: Hit) => feed)
      for (const source of sources) {
        const difference = compare(byFeed.get(source.feed) ?? [], source, { facet, ...(mayLack ? { mayLack } : {}) })
        if (!isSame(difference)) found.set(`${source.feed} in ${alias}`, difference)
      }
    }
    return found
  }

  return {
    stack,
    disk,
    random,
    quick,
    signal,
    faults,
    instances,
    get looks() {
      return reader?.looks ?? 0
    },
    async openFeed(name, { rows = 1_200, pageSize = 100 } = {}) {
      const feed = `${scenario.name}-${name}`
      const source = await startHistorySource({ feed, pageSize, random })
      source.insert(rows)
      sources.push(source)
      return source
    },
    async startOutgoing(name, { env, clockShiftMs, redisUrl: otherRedis } = {}) {
      const urls = { opensearchUrl, redisUrl: otherRedis ?? redisUrl }
      const instance = await startInstance({ name, ...urls, sources, reaper, env, clockShiftMs, onEnd })
      instances.push(instance)
      return instance
    },
    churn: (more = {}) => churn({ sources, random, ...more }),
    watch() {
      reader ??= watchReader({ url: opensearchUrl, sources, onFault: fault, mayFail: () => failing > 0 })
    },
    async whileOpenSearchFails(down) {
      failing += 1
      try {
        await down()
        for (;;) {
          signal.throwIfAborted()
          try {
            await readAll(opensearchUrl, 'activities')
            return
          } catch {
            await sleep(50)
          }
        }
      } finally {
        failing -= 1
      }
    },
    async settle(when, { timeoutMs = SETTLE_MS, mayLack } = {}) {
      const from = performance.now()
      for (let last = 'readers got no answer'; ; ) {
        signal.throwIfAborted()
        try {
          const found = await differences(mayLack)
          if (found.size === 0) break
          last = [...found].map(([where, difference]) => `${where}: ${describeDifference(difference)}`).join(' | ')
        } catch (error) {
          last = String(error)
        }
        if (performance.now() - from > timeoutMs) {
          fault(`${when}: after ${timeoutMs / 1000} s readers do not see what the sources say: ${last}`)
          return
        }
        await sleep(100)
      }
      note(`${when}: readers see what the sources say after ${Math.round(performance.now() - from)} ms`)
    },
    async hiddenOf({ feed, rows }) {
      const hits = (await readAll(opensearchUrl, 'activities')).filter((hit) => hit.feed === feed)
      const shown = new Set(hits.map(({ id }) => id))
      return [...rows.keys()].filter((id) => !shown.has(id))
    },
    fault,
    note,
    sleep,
    async until(what, holds, timeoutMs = UNTIL_MS) {
      const from = performance.now()
      while (!(await holds())) {
        signal.throwIfAborted()
        if (performance.now() - from > timeoutMs) {
          fault(`not within ${timeoutMs / 1000} s: ${what}`)
          return
        }
        await sleep(20)
      }
    },
    async freeLeases() {
      for (const { feed } of sources) await askRedis(redisUrl, `DEL feed-lease:${feed}`)
    },
    async [Symbol.asyncDispose]() {
      await reader?.[Symbol.asyncDispose]()
      await Promise.all(instances.map((instance) => instance[Symbol.asyncDispose]()))
      await Promise.all(sources.map((source) => source[Symbol.asyncDispose]()))
    },
  }
}
