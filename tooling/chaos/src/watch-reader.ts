import { setTimeout as sleep } from 'node:timers/promises'
import type { HistorySource } from './history-source.ts'
import { judgeSight, type Memory } from './judge-sight.ts'
import { SearchFailedError, searchOnce } from './search.ts'

export interface WatchOptions {
  readonly url: string
  readonly sources: readonly HistorySource[]
  /** Told what was wrong with an answer. */
  readonly onFault: (fault: string) => void
  /** True while OpenSearch is down on purpose: no answer is no fault then. */
  readonly mayFail: () => boolean
  /** Between two looks, in milliseconds: default 50. */
  readonly everyMs?: number
}

export interface Reader extends AsyncDisposable {
  /** Whole answers so far. */
  readonly looks: number
}

/** A reader who looks at `activities` again and again, and judges every answer. */
export function watchReader({ url, sources, onFault, mayFail, everyMs = 50 }: WatchOptions): Reader {
  const memories = new Map<string, Memory>(sources.map(({ feed }) => [feed, new Map()]))
  const ended = new AbortController()
  let looks = 0
  async function look(): Promise<void> {
    const failureAllowed = mayFail()
    try {
      const hits = await searchOnce(url, 'activities')
      for (const { feed, rows } of sources) {
        const own = hits.filter((hit) => hit.feed === feed)
        for (const fault of judgeSight(own, rows, memories.get(feed) as Memory))
          onFault(`a reader of ${feed}: ${fault}`)
      }
      looks += 1
    } catch (error) {
      // before anything is published there is no alias
      const isEarly = error instanceof SearchFailedError && error.status === 404 && looks === 0
      if (!isEarly && !failureAllowed && !mayFail()) onFault(`a reader got no whole answer: ${String(error)}`)
    }
  }
  const watching = (async () => {
    while (!ended.signal.aborted) {
      await look()
      await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  })()
  return {
    get looks() {
      return looks
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await watching
    },
  }
}
