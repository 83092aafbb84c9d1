import { randomBytes } from 'node:crypto'
import type { Activity } from '@as/as2-schema'
import { FeedOptionError, LogFullError } from './errors.ts'
import type { FeedSource, SourcePage } from './feed-source.ts'
import { serialiseItem } from './serialise-item.ts'

export interface MemoryLogOptions {
  /** Most activities held. Default 100,000. */
  readonly maxItems?: number
  /**
   * Letters and digits that begin every cursor. A log that starts again empty needs another one, or collectors would go
   * on from a place in the log before; one that is filled with the same again at each start can keep its own. Default:
   * random.
   */
  readonly generation?: string
}

export interface MemoryLog extends FeedSource {
  /**
   * Adds an activity at the end, as it is now: later changes to the object are not served.
   *
   * @throws {FeedItemError} If it does not serialise to a JSON object.
   * @throws {LogFullError} If the log is full.
   */
  append(activity: Activity): void
  /** How many activities it holds. */
  readonly size: number
}

const maxPagesKept = 64

/**
 * A feed's source in this process's memory: for demonstrations, tests and small feeds that are rebuilt at each start.
 * Nothing in it changes, so its full pages are closed.
 *
 * @throws {FeedOptionError} If `maxItems` is not a whole number from 1 up, or `generation` more than letters and digits.
 */
export function memoryLog(options: MemoryLogOptions = {}): MemoryLog {
  const { maxItems = 100_000, generation = randomBytes(4).toString('hex') } = options
  if (!Number.isSafeInteger(maxItems) || maxItems < 1) {
    throw new FeedOptionError(`Cannot create log: maxItems is ${maxItems}; give a whole number from 1 up`)
  }
  if (!/^[a-z\d]{1,64}$/i.test(generation)) {
    throw new FeedOptionError(`Cannot create log: generation is "${generation}"; give 1 to 64 letters and digits`)
  }
  const items: string[] = []
  /** Pages that were asked for lately: the same object again need not be rendered again. */
  const pages = new Map<string, SourcePage>()
  const listeners = new Set<() => void>()
  const at = (index: number) => ({ cursor: index <= 0 ? undefined : `${generation}-${index}` })

  function indexOf(cursor: string | undefined): number | undefined {
    if (cursor === undefined) return 0
    const [start, number] = [cursor.slice(0, generation.length + 1), cursor.slice(generation.length + 1)]
    // no other spelling of a number: each page has one URL
    if (start !== `${generation}-` || !/^(?:0|[1-9]\d{0,9})$/.test(number)) return undefined
    return Number(number) <= items.length ? Number(number) : undefined
  }

  return {
    appendOnly: true,
    append(activity) {
      if (items.length >= maxItems) throw new LogFullError(maxItems)
      items.push(serialiseItem(activity, items.length))
      for (const listener of listeners) listener()
    },
    get size() {
      return items.length
    },
    async readPage(cursor, { limit }) {
      const start = indexOf(cursor)
      if (start === undefined) return undefined
      const key = `${start} ${limit}`
      const known = pages.get(key)
      const count = Math.min(limit, items.length - start)
      if (known?.items.length === count) return known
      const nextCursor = count > 0 ? `${generation}-${start + count}` : undefined
      const page = { items: items.slice(start, start + count), nextCursor }
      const [oldest] = pages.size >= maxPagesKept ? pages.keys() : []
      if (oldest !== undefined) pages.delete(oldest)
      pages.set(key, page)
      return page
    },
    totalItems: async () => items.length,
    lastPlace: async ({ limit }) => at(Math.floor(Math.max(0, items.length - 1) / limit) * limit),
    async placeBefore(cursor, { limit }) {
      const start = indexOf(cursor)
      return start === undefined || start === 0 ? undefined : at(start - limit)
    },
    subscribe(onChange) {
      // a listener of its own: the same function may come twice
      const listener = () => onChange()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
