import { setTimeout as sleep } from 'node:timers/promises'
import type { HistorySource } from './history-source.ts'
import type { Random } from './random.ts'

export interface ChurnOptions {
  readonly sources: readonly HistorySource[]
  readonly random: Random
  /** The longest pause between two changes, in milliseconds: default 40. */
  readonly pauseMs?: number
  /** A feed with no more rows than this loses none, and one with three times as many gets none: default 600. */
  readonly atLeast?: number
}

/** Changes the sources all the while, as people at work would: rows come, change, move, go and are committed late. */
export function churn({ sources, random, pauseMs = 40, atLeast = 600 }: ChurnOptions): AsyncDisposable {
  const ended = new AbortController()
  const late = new Set<() => void>()
  const changing = (async () => {
    while (!ended.signal.aborted) {
      changeOne(random.pick(sources), { random, atLeast, late })
      await sleep(random.between(1, pauseMs), undefined, { signal: ended.signal }).catch(() => undefined)
    }
    for (const commit of late) commit()
  })()
  return {
    async [Symbol.asyncDispose]() {
      ended.abort()
      await changing
    },
  }
}

/** One random change; `late` holds the rows whose place is taken and that are committed by a later call. */
export function changeOne(
  source: HistorySource,
  { random, atLeast, late }: { random: Random; atLeast: number; late: Set<() => void> },
): void {
  const ids = [...source.rows.keys()]
  const kind = random()
  if (kind < 0.25 && ids.length < 3 * atLeast) source.insert(random.between(1, 3))
  else if (kind < 0.5) source.update(random.pick(ids))
  else if (kind < 0.6) source.edit(random.pick(ids))
  // as people do: what is new is corrected at once
  else if (kind < 0.7) source.edit(ids.at(-1) as string)
  else if (kind < 0.9 && ids.length > atLeast) source.remove(random.pick(ids))
  else if (late.size < 5) late.add(source.insertLate())
  else {
    const [commit] = late
    if (commit) late.delete(commit)
    commit?.()
  }
}
