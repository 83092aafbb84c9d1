import type { Activity } from '@as/as2-schema'
import { FeedOptionError, LogFullError } from './errors.ts'
import type { FeedSource } from './feed-source.ts'
import { serialiseItem } from './serialise-item.ts'

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

/**
 * A feed's source in this process's memory: for demonstrations, tests and small feeds that are rebuilt at each start.
 *
 * @param options.maxItems Most activities held. Default 100,000.
 * @throws {FeedOptionError} If `maxItems` is not a whole number from 1 up.
 */
export function memoryLog({ maxItems = 100_000 }: { readonly maxItems?: number } = {}): MemoryLog {
  if (!Number.isSafeInteger(maxItems) || maxItems < 1) {
    throw new FeedOptionError(`Cannot create log: maxItems is ${maxItems}; give a whole number from 1 up`)
  }
  const items: string[] = []
  return {
    append(activity) {
      if (items.length >= maxItems) throw new LogFullError(maxItems)
      items.push(serialiseItem(activity, items.length))
    },
    get size() {
      return items.length
    },
    async readPage(cursor = '0', { limit }) {
      // no other spelling of a number: each page has one URL
      if (!/^(?:0|[1-9]\d{0,9})$/.test(cursor)) return undefined
      const start = Number(cursor)
      if (start > items.length) return undefined
      const page = items.slice(start, start + limit)
      return { items: page, nextCursor: page.length > 0 ? String(start + page.length) : undefined }
    },
  }
}
