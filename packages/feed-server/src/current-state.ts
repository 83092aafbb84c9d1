import { randomBytes } from 'node:crypto'
import type { Activity } from '@as/as2-schema'
import { FeedOptionError, StateTooLargeError } from './errors.ts'
import type { FeedItem, FeedSource, SourcePage } from './feed-source.ts'
import { serialiseItem } from './serialise-item.ts'

export interface CurrentStateOptions {
  /**
   * Everything there is now: an activity for each entity, such as an `Update` of it. Called once a reading, which goes
   * on as pages are asked for.
   */
  readonly entities: (signal: AbortSignal) => AsyncIterable<FeedItem> | Iterable<FeedItem>
  /** What the ids of the `Refresh` activities start with, e.g. `shop:orders`. */
  readonly id: string
  /** How long a reading is served before whoever asks for the start or the end of the feed causes another. Default an hour. */
  readonly maxAgeMs?: number
  /** Most entities of a reading: it is kept in memory. Default 100,000. */
  readonly maxItems?: number
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

export interface CurrentState extends FeedSource {
  /** Has the state emitted again, for consumers that are to rebuild: what is read next is a `Refresh` and every entity. */
  refresh(): void
}

/** One reading of the state, as far as it has come. */
interface Reading {
  readonly number: number
  readonly startedAt: number
  readonly items: string[]
  readonly iterator: AsyncIterator<FeedItem> | Iterator<FeedItem>
  readonly stop: AbortController
  isWhole: boolean
  /** Those who read on take turns. */
  turn: Promise<unknown>
}

/**
 * A source that has no log of changes, only a current state: it is emitted again and again, each time a `Refresh` and
 * then every entity. What a consumer holds and does not find after the latest `Refresh` is no more. IIIF Change Discovery
 * §2.2.2 has `Refresh` in this meaning.
 *
 * A collector at the end of one emission goes on into the next. The one before the current is kept, so that whoever is
 * in it can finish.
 *
 * @throws {FeedOptionError} If a number is no whole number from 1 up.
 */
export function currentState(options: CurrentStateOptions): CurrentState {
  const { entities, id, maxAgeMs = 3_600_000, maxItems = 100_000, now = Date.now } = options
  for (const [name, value] of Object.entries({ maxAgeMs, maxItems })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new FeedOptionError(`Cannot serve state: ${name} is ${value}; give a whole number from 1 up`)
    }
  }
  const generation = randomBytes(4).toString('hex')
  const listeners = new Set<() => void>()
  let readings: readonly Reading[] = []
  let count = 0
  let isWanted = true

  function start(): Reading {
    const startedAt = now()
    const stop = new AbortController()
    const all = entities(stop.signal)
    const published = new Date(startedAt).toISOString()
    const refresh: Activity = { id: `${id}:Refresh:${generation}-${count}`, type: 'Refresh', published }
    const reading: Reading = {
      number: count,
      startedAt,
      items: [serialiseItem(refresh, 0)],
      iterator: Symbol.asyncIterator in all ? all[Symbol.asyncIterator]() : all[Symbol.iterator](),
      stop,
      isWhole: false,
      turn: Promise.resolve(),
    }
    count += 1
    isWanted = false
    const [dropped, kept] = readings.length > 1 ? readings : [undefined, readings[0]]
    if (dropped) end(dropped)
    readings = kept ? [kept, reading] : [reading]
    return reading
  }

  /** Reads on until there are so many items, or all. */
  async function fill(reading: Reading, wanted: number): Promise<void> {
    const before = reading.turn
    const mine = before.then(async () => {
      while (!reading.isWhole && reading.items.length < wanted) {
        const { done, value } = await reading.iterator.next()
        if (done) reading.isWhole = true
        else if (reading.items.length > maxItems) throw new StateTooLargeError(maxItems)
        else reading.items.push(serialiseItem(value, reading.items.length))
      }
    })
    // a reading that failed half-way is none: whoever was in it starts again
    reading.turn = mine.catch(() => drop(reading))
    await mine
  }

  function drop(reading: Reading): void {
    readings = readings.filter((one) => one !== reading)
    if (readings.length === 0) isWanted = true
    end(reading)
  }

  function isDue(): boolean {
    const latest = readings.at(-1)
    return isWanted || !latest || now() - latest.startedAt >= maxAgeMs
  }

  async function pageOf(reading: Reading, index: number, limit: number): Promise<SourcePage | undefined> {
    await fill(reading, index + limit)
    if (index > reading.items.length) return undefined
    const items = reading.items.slice(index, index + limit)
    if (items.length > 0) return { items, nextCursor: `${generation}-${reading.number}-${index + items.length}` }
    // the end of this emission: the next one, or none yet
    const next = readings.find(({ number }) => number > reading.number) ?? (isDue() ? start() : undefined)
    return next ? pageOf(next, 0, limit) : { items: [] }
  }

  return {
    async readPage(cursor, { limit }) {
      if (cursor === undefined) {
        const latest = readings.at(-1)
        return pageOf(latest && !isDue() ? latest : start(), 0, limit)
      }
      const [, of, number, index] = /^([\da-f]{8})-(0|[1-9]\d{0,9})-([1-9]\d{0,9})$/.exec(cursor) ?? []
      const reading = of === generation ? readings.find((one) => one.number === Number(number)) : undefined
      return reading && pageOf(reading, Number(index), limit)
    },
    refresh() {
      isWanted = true
      for (const listener of listeners) listener()
    },
    subscribe(onChange) {
      const listener = () => onChange()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function end({ iterator, stop }: Reading): void {
  stop.abort()
  // an iterator that ends badly concerns nobody any more
  void Promise.resolve(iterator.return?.()).catch(() => {})
}
